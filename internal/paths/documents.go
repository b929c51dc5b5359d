package paths

import "verkstad/internal/district"

// Addresses of documents that are adopted.
const (
	Documents         = "/dokument"
	NewDocument       = "/dokument/ny"
	ArchivedDocuments = "/dokument?lage=arkiverade"
)

// stepWords are the steps of documents in addresses.
var stepWords = map[district.DocumentStep]string{district.StepDrafted: "utkast", district.StepConsulted: "remiss", district.StepAdopted: "antagande",
	district.StepCarriedOut: "genomforande"}

// StepOf returns the step of a document that a word in an address stands for; ok is false for no step.
func StepOf(word string) (step district.DocumentStep, ok bool) {
	for s, w := range stepWords {
		if w == word {
			return s, true
		}
	}
	return "", false
}

// Document is the page of a document: how far it has come.
func Document(n int64) string { return Documents + "/" + id(n) }

// EditDocument is where a document and the steps that it is to take are changed.
func EditDocument(n int64) string { return Document(n) + "/andra" }

// DocumentStep is where it is said that a document has taken a step.
func DocumentStep(n int64, step district.DocumentStep) string {
	return Document(n) + "/steg/" + stepWords[step]
}

// UndoDocumentStep takes back that a document has taken a step.
func UndoDocumentStep(n int64, step district.DocumentStep) string {
	return DocumentStep(n, step) + "/angra"
}

// ArchiveDocument is where a document is archived.
func ArchiveDocument(n int64) string { return Document(n) + "/arkivera" }

// RestoreDocument takes an archived document back.
func RestoreDocument(n int64) string { return Document(n) + "/ta-tillbaka" }
