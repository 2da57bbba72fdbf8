"""What a printed text is made of: SMS units and parts."""
