package measure

// NoMeasure returns the status of a goal of which nobody has decided how it is counted.
func NoMeasure() Status { return status(NoBasis, "Det är inte bestämt hur målet ska räknas.") }
