"""One objective from many: ballots stated alone, merged weights, disagreements, what each gives up."""
