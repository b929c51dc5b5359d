package docread

import (
	"context"

	"verkstad/internal/planimport"
)

func readPDF(ctx context.Context, data []byte, limits Limits) (*planimport.Text, error) {
	return nil, failed(ErrNoReader, "PDF-filer går inte att läsa på den här datorn. Spara planen som Word (.docx) eller text, eller klistra in texten.")
}
