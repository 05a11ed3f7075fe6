"""The open-vs-closed game over the years: promises, races, rumours, waiting, prices (layer C)."""
