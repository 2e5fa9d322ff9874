"""Forms of activities and classes: shape of input only."""
