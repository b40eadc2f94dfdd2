"""An answer's words on their way from a model to the ear."""
