"""The settings, and the choices of devices and models."""
