"""Dialogs: they give back what was chosen or typed, and never save anything."""
