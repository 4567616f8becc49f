"""What every answer needs: headers, negotiation, parameters, pages, problems."""
