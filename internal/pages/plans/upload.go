package plans

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/docread"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

// ReadSource reads a plan's file (Word, PDF, text) and refuses what must not be kept. The error is a
// *[planimport.InputError] with a Swedish message, unless ctx ended or this machine failed.
func ReadSource(ctx context.Context, data []byte) (*planimport.Text, error) {
	t, err := readFile(ctx, data)
	if err != nil {
		return nil, err
	}
	for _, l := range t.Lines {
		if form.LooksLikePersonalNumber(l.Text) {
			return nil, &planimport.InputError{Kind: planimport.ErrNotText,
				Message: fmt.Sprintf("%s innehåller något som ser ut som ett personnummer%s. Ta bort det och läs in texten igen. Verkstad sparar inga personnummer.", sv.Capital(place(t, l.No)), around(t, l))}
		}
	}
	// The bytes are kept as they come, with all that is in them.
	where, err := docread.Find(ctx, data, form.LooksLikePersonalNumber)
	if err != nil {
		return nil, err
	}
	if where != docread.Nowhere {
		return nil, &planimport.InputError{Kind: planimport.ErrNotText, Message: hidden(where) + " Spara filen och välj den igen. Verkstad sparar inga personnummer."}
	}
	return t, nil
}

// hidden says where in a file something stands that looks like a personal number, and what to do about it.
func hidden(where docread.Place) string {
	const looks = " innehåller något som ser ut som ett personnummer. "
	switch where {
	case docread.Comments:
		return "En kommentar i filen" + looks + "Ta bort kommentaren."
	case docread.Margins:
		return "Ett sidhuvud eller en sidfot i filen" + looks + "Ta bort det."
	case docread.Notes:
		return "En fotnot eller slutnot i filen" + looks + "Ta bort det."
	case docread.Deleted:
		return "Text som är borttagen ur planen men ligger kvar i filen som spårad ändring" + looks + "Godkänn ändringarna i Word, så försvinner den."
	case docread.Properties:
		return "Filens egenskaper" + looks + "Titta under Arkiv och Info eller Egenskaper, och ta bort det."
	case docread.Annotated:
		return "En anteckning eller ett formulärfält i filen" + looks + "Ta bort det."
	}
	return "Text i filen som inte syns i planen" + looks + "Det kan vara dold text, en beskrivning av en bild eller en fil i filen. Ta bort det, eller kopiera planens text och klistra in den i stället."
}

// readFile is [docread.Read].
var readFile = docread.Read

// read reads a file as [ReadSource] does, and logs when that brought a mistake of ours to light.
func read(r *http.Request, data []byte) (*planimport.Text, error) {
	t, err := ReadSource(r.Context(), data)
	logPanic(r, err)
	return t, err
}

func logPanic(r *http.Request, err error) {
	var p *docread.PanicError
	if errors.As(err, &p) {
		web.Of(r).LogError(r.Context(), "reader of files panicked", "format", p.Format, "bytes", p.Bytes, "value", p.Value, "stack", p.Stack)
	}
}

// place says where a line is: Word's paragraphs are counted, the lines of other files.
func place(t *planimport.Text, no int) string {
	if t.Form == planimport.Flowing {
		return "stycke " + strconv.Itoa(no)
	}
	return "rad " + strconv.Itoa(no)
}

// around helps to find a line in a program that shows no numbers of lines: its first words, without any number.
func around(t *planimport.Text, l planimport.Line) string {
	if t.Form == planimport.Plain {
		return ""
	}
	words := strings.FieldsFunc(l.Text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsDigit(r) })
	if len(words) == 0 {
		return ""
	}
	return " (det börjar med ”" + strings.Join(words[:min(len(words), 4)], " ") + "”)"
}

func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	return p.uploadPage(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) uploadPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	plans, err := p.Store.Plans(r.Context(), web.Of(r).Today())
	if err != nil {
		return err
	}
	v := view.NewView{F: f, Action: paths.NewPlan, Once: web.NewOnce(), CancelHref: paths.Plans, Accept: accepted(), FileHint: fileHint()}
	for _, pl := range plans {
		v.Versions = append(v.Versions, ui.Link{Label: pl.Name, Href: paths.NewPlanVersion(pl.ID)})
	}
	return web.Render(w, r, status, head("Läs in en plan"), view.New, v)
}

// accepted lists the files that the browser offers to choose.
func accepted() string {
	word, text := ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".txt,.md,.markdown,text/plain,text/markdown"
	if docread.PDFReadable() {
		return word + ",.pdf,application/pdf," + text
	}
	return word + "," + text
}

// fileHint says which files can be read on this machine.
func fileHint() string {
	formats := "Word (.docx), PDF eller ren text (.txt, .md)"
	if !docread.PDFReadable() {
		formats = "Word (.docx) eller ren text (.txt, .md)"
	}
	return fmt.Sprintf("%s, högst %d MB. En äldre Word-fil (.doc) sparar du först om som .docx.", formats, maxSource>>20)
}

func (p *Pages) addSource(w http.ResponseWriter, r *http.Request) error {
	name, data, f, err := received(w, r)
	if err != nil {
		return err
	}
	if f.HasErrors() {
		return p.uploadPage(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := p.Store.AddSource(r.Context(), web.Of(r).Actor(), web.Once(r), name, data)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.PlanSource(id), "")
}

// received reads the plan that was uploaded or pasted, and its name for people. What is wrong with it is in the form.
func received(w http.ResponseWriter, r *http.Request) (name string, data []byte, f *form.Form, err error) {
	f, err = web.Form(w, r)
	switch {
	case web.TooLarge(err):
		f = form.Empty()
		f.Fail("file", fmt.Sprintf("Filen är för stor. Den får vara högst %d MB. Ta bort bilder ur den, eller spara den som ren text (.txt).", maxSource>>20))
		return "", nil, f, nil
	case err != nil:
		return "", nil, nil, err
	}
	name, data, err = web.File(r, "file", maxSource)
	if err != nil && !web.Invalid(err, f) {
		return "", nil, nil, err
	}
	pasted := f.Get("text")
	field := "file"
	switch {
	case err != nil: // the file is too large, and that is said already
	case len(data) > 0 && strings.TrimSpace(pasted) != "":
		f.Fail("file", "Välj antingen en fil eller klistra in text, inte båda. Filen behöver väljas igen.")
	case name != "" && len(data) == 0:
		f.Fail("file", "Filen är tom. Välj en annan fil, eller klistra in planens text.")
	case len(data) > 0:
		name = cleanName(name)
	case strings.TrimSpace(pasted) != "":
		field, name, data = "text", "Inklistrad text", []byte(pasted)
	default:
		f.Fail("file", "Välj en fil, eller klistra in planens text.")
	}
	if f.HasErrors() {
		return "", nil, f, nil
	}
	if field == "text" && !utf8.Valid(data) {
		f.Fail("text", "Klistra in texten igen. Den innehåller tecken som inte går att läsa.")
	} else if _, err := read(r, data); err != nil {
		var bad *planimport.InputError
		if !errors.As(err, &bad) {
			return "", nil, nil, err
		}
		f.Fail(field, bad.Message)
	}
	return name, data, f, nil
}

// cleanName returns what people read of a file's name: without folders, signs that cannot be seen, and excess.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if r := []rune(name); len(r) > 120 {
		name = string(r[:119]) + "…"
	}
	if strings.Trim(name, "./ ") == "" {
		return "Uppladdad fil"
	}
	return name
}
