"""The review desk: a local web page where people accept, correct and reject claims."""
