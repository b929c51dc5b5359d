package auth

import (
	"fmt"
	"strconv"

	"github.com/skip2/go-qrcode"
)

// A QRCode is a QR code to draw as SVG: a path of black squares in a field of Size × Size, quiet zone included.
//
//	<svg viewBox="0 0 {Size} {Size}" shape-rendering="crispEdges"><path d="{Path}"/></svg>
type QRCode struct {
	Size int
	Path string
}

// NewQRCode encodes a text.
func NewQRCode(text string) (QRCode, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return QRCode{}, fmt.Errorf("make QR code: %w", err)
	}
	rows := q.Bitmap()
	var path []byte
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			run := 1
			for x+run < len(row) && row[x+run] {
				run++
			}
			path = append(path, 'M')
			path = strconv.AppendInt(path, int64(x), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(y), 10)
			path = append(path, 'h')
			path = strconv.AppendInt(path, int64(run), 10)
			path = append(path, "v1H"...)
			path = strconv.AppendInt(path, int64(x), 10)
			path = append(path, 'z')
			x += run
		}
	}
	return QRCode{Size: len(rows), Path: string(path)}, nil
}
