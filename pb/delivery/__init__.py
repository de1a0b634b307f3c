"""Carrying out the plans that got money: in public, to the cent."""
