"""The desk while people vote: new letters, codes made invalid, do the numbers fit."""
