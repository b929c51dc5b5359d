package posts

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/posts"
	"verkstad/templates/ui"
)

// kindHead is the head of a page about kinds of post.
func kindHead(title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Uppdrag", Href: paths.Matrix}, {Label: "Uppdragstyper", Href: paths.PostKinds}}
	if len(further) == 0 {
		crumbs[1].Href = ""
	}
	return web.Head{Title: title, Crumbs: append(crumbs, further...), Room: web.RoomPostKinds}
}

// kinds lists the kinds of post and what is required.
func (p *Pages) kinds(w http.ResponseWriter, r *http.Request) error {
	today := web.Of(r).Today()
	posts, err := p.Store.Posts(r.Context())
	if err != nil {
		return err
	}
	required, err := p.Store.RequiredPosts(r.Context())
	if err != nil {
		return err
	}
	v := view.KindsView{New: paths.NewPostKind}
	for _, post := range posts {
		row := view.KindRow{Name: post.Name, Href: paths.PostKind(post.ID), Board: "nej", Shared: "kan delas", Required: requiredOf(post.ID, required, today)}
		if post.Board {
			row.Board = "ja"
		}
		if post.Single {
			row.Shared = "en i taget"
		}
		if !post.Retired.IsZero() && !today.Before(post.Retired) {
			row.Retired = sv.Date(post.Retired)
			v.Retired = append(v.Retired, row)
			continue
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, kindHead("Uppdragstyper"), view.Kinds, v)
}

// requiredOf lists the kinds of unit that must have a post on the day.
func requiredOf(post int64, required []store.RequiredPost, day district.Date) string {
	var kinds []string
	for _, r := range required {
		if r.PostID == post && r.Span().Contains(day) {
			kinds = append(kinds, inSentence(r.UnitKind.Plural()))
		}
	}
	if len(kinds) == 0 {
		return sv.None
	}
	return sv.List(kinds)
}

// newKind asks for a new kind of post.
func (p *Pages) newKind(w http.ResponseWriter, r *http.Request) error {
	return renderNewKind(w, r, http.StatusOK, form.Empty())
}

func renderNewKind(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	title := "Lägg till uppdragstyp"
	v := view.KindView{F: f, Errors: errorsOf(f, "name", "board", "single"), Title: title, Action: paths.NewPostKind, Once: web.NewOnce(), Submit: "Lägg till", Back: paths.PostKinds}
	return web.Render(w, r, status, kindHead(title, ui.Crumb{Label: title}), view.Kind, v)
}

func kindInput(f *form.Form) store.PostInput {
	return store.PostInput{Name: f.Text("name", "Namn", 80), Board: f.Bool("board"), Single: f.Bool("single")}
}

// createKind adds a kind of post.
func (p *Pages) createKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := kindInput(f)
	if !f.HasErrors() {
		id, err := p.Store.CreatePost(r.Context(), web.Of(r).Actor(), web.Once(r), in)
		if err == nil {
			return web.Redirect(w, r, paths.PostKind(id), in.Name+" finns nu. Säg vilka som ska ha uppdraget.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add kind of post: %w", err)
		}
	}
	return renderNewKind(w, r, http.StatusUnprocessableEntity, f)
}

// kind shows a kind of post with its form and what is required.
func (p *Pages) kind(w http.ResponseWriter, r *http.Request) error {
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", post.Name)
	f.Set("board", checked(post.Board))
	f.Set("single", checked(post.Single))
	return p.renderKind(w, r, http.StatusOK, post, f)
}

func (p *Pages) readKind(r *http.Request) (store.Post, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Post{}, err
	}
	return p.Store.Post(r.Context(), id)
}

func checked(on bool) string {
	if on {
		return "ja"
	}
	return ""
}

func (p *Pages) renderKind(w http.ResponseWriter, r *http.Request, status int, post store.Post, f *form.Form) error {
	required, err := p.Store.RequiredPosts(r.Context())
	if err != nil {
		return err
	}
	today := web.Of(r).Today()
	v := view.KindView{F: f, Errors: errorsOf(f, "name", "board", "single"), Kicker: "Uppdragstyp", Title: post.Name, Action: paths.PostKind(post.ID), Once: web.NewOnce(),
		Revision: revision(post.Revision), Submit: "Spara", Back: paths.PostKinds, Exists: true, Require: paths.RequirePost(post.ID)}
	retire := ui.LinkButton{Label: "Sluta använda", Href: paths.RetirePostKind(post.ID)}
	switch {
	case post.Retired.IsZero():
	case today.Before(post.Retired):
		v.Retired = "Från och med " + sv.Date(post.Retired) + " utses ingen ny i uppdraget."
		retire.Label = "Ändra när det slutar användas"
	default:
		v.Retired = "Sedan " + sv.Date(post.Retired) + " utses ingen ny i uppdraget."
		retire.Label = "Börja använda igen"
	}
	v.Actions = []templ.Component{retire}
	for _, req := range required {
		if req.PostID != post.ID {
			continue
		}
		row := view.RequirementRow{Kinds: req.UnitKind.Plural(), Period: sv.Capital(sv.Period(req.Span())), Seat: seatText(req)}
		if req.Until.IsZero() || today.Before(req.Until) {
			row.Change = paths.Requirement(req.ID)
			v.Now = append(v.Now, row)
		} else {
			v.Past = append(v.Past, row)
		}
	}
	return web.Render(w, r, status, kindHead(post.Name, ui.Crumb{Label: post.Name}), view.Kind, v)
}

// saveKind changes a kind of post.
func (p *Pages) saveKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	in := kindInput(f)
	if !f.HasErrors() {
		err := p.Store.UpdatePost(r.Context(), web.Of(r).Actor(), web.Once(r), post.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.PostKind(post.ID), "Uppdragstypen är sparad.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change kind of post: %w", err)
		}
	}
	return p.renderKind(w, r, http.StatusUnprocessableEntity, post, f)
}

// kindStep is a small form about a kind of post.
func kindStep(w http.ResponseWriter, r *http.Request, status int, post store.Post, v view.StepView) error {
	v.Kicker, v.Once = post.Name, web.NewOnce()
	return web.Render(w, r, status, kindHead(v.Title, ui.Crumb{Label: post.Name, Href: paths.PostKind(post.ID)}, ui.Crumb{Label: v.Title}), view.Step, v)
}

// retireForm asks from when nobody new is named to a kind of post.
func (p *Pages) retireForm(w http.ResponseWriter, r *http.Request) error {
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("from", web.Of(r).Today().String())
	if !post.Retired.IsZero() {
		f.Set("from", "")
	}
	return renderRetire(w, r, http.StatusOK, post, f)
}

func renderRetire(w http.ResponseWriter, r *http.Request, status int, post store.Post, f *form.Form) error {
	v := view.StepView{F: f, Errors: errorsOf(f, "from"), Title: "Sluta använda uppdragstypen", Action: paths.RetirePostKind(post.ID),
		Revision: revision(post.Revision), Submit: "Spara", Back: paths.PostKind(post.ID),
		Points: []string{"Ingen ny utses i uppdraget från den dagen.", "De som har uppdraget har det kvar tills det avslutas.", "Krav på uppdraget avslutar du för sig."}}
	field := ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Från och med"}
	if !post.Retired.IsZero() {
		v.Title, field.Optional, field.Hint = "Använda uppdragstypen igen", true, "Lämna tomt för att använda uppdragstypen igen."
		v.Points = nil
	}
	v.Fields = fields(field)
	return kindStep(w, r, status, post, v)
}

// retire says from when nobody new is named to a kind of post.
func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	var from district.Date
	if post.Retired.IsZero() {
		from = f.Date("from", "Från och med")
	} else {
		from = f.OptionalDate("from", "Från och med")
	}
	if !f.HasErrors() {
		err := p.Store.RetirePost(r.Context(), web.Of(r).Actor(), web.Once(r), post.ID, web.Revision(f), from)
		if err == nil {
			message := "Uppdragstypen används igen."
			if !from.IsZero() {
				message = "Från och med " + sv.Date(from) + " utses ingen ny i uppdraget."
			}
			return web.Redirect(w, r, paths.PostKind(post.ID), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("retire kind of post: %w", err)
		}
	}
	return renderRetire(w, r, http.StatusUnprocessableEntity, post, f)
}

// requireForm asks which units must have a post.
func (p *Pages) requireForm(w http.ResponseWriter, r *http.Request) error {
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("from", web.Of(r).Today().String())
	return renderRequire(w, r, http.StatusOK, post, f)
}

func renderRequire(w http.ResponseWriter, r *http.Request, status int, post store.Post, f *form.Form) error {
	v := view.StepView{F: f, Errors: errorsOf(f, "kind", "from", "until", "seatFrom"), Title: "Lägg till krav", Action: paths.RequirePost(post.ID), Submit: "Lägg till", Back: paths.PostKind(post.ID),
		Lead: "Uppdraget syns i översikten från den första dagen."}
	var options []ui.Option
	for _, k := range district.UnitKinds() {
		options = append(options, ui.Option{Value: string(k), Label: k.Plural()})
	}
	v.Fields = append(fields(
		ui.Select{F: f, Name: "kind", Label: "Vilka ska ha uppdraget?", Options: options, Empty: "Välj"},
		ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Från och med"},
		ui.Field{F: f, Kind: ui.Date, Name: "until", Label: "Till och med", Optional: true}), seatFields(f)...)
	return kindStep(w, r, status, post, v)
}

// require says that units of a kind must have a post.
func (p *Pages) require(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	post, err := p.readKind(r)
	if err != nil {
		return err
	}
	kind := district.UnitKind(f.Choice("kind", "Vilka ska ha uppdraget?", unitKinds()...))
	in := requirementInput(f)
	in.From = f.Date("from", "Från och med")
	if !f.HasErrors() {
		_, err := p.Store.RequirePost(r.Context(), web.Of(r).Actor(), web.Once(r), post.ID, kind, in)
		if err == nil {
			return web.Redirect(w, r, paths.PostKind(post.ID), kind.Plural()+" ska ha uppdraget från och med "+sv.Date(in.From)+".")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("require post: %w", err)
		}
	}
	return renderRequire(w, r, http.StatusUnprocessableEntity, post, f)
}

// readRequirement reads the requirement of the address with its kind of post.
func (p *Pages) readRequirement(r *http.Request) (store.RequiredPost, store.Post, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.RequiredPost{}, store.Post{}, err
	}
	req, err := p.Store.RequiredPost(r.Context(), id)
	if err != nil {
		return req, store.Post{}, err
	}
	post, err := p.Store.Post(r.Context(), req.PostID)
	return req, post, err
}

// seatFields ask whose seat a post is.
func seatFields(f *form.Form) []templ.Component {
	var options []ui.Option
	for _, k := range district.UnitKinds() {
		options = append(options, ui.Option{Value: string(k), Label: k.Name()})
	}
	return fields(
		ui.Checkboxes{F: f, Name: "seatFrom", Label: "Var ska den som har uppdraget komma från?", Options: options, Optional: true,
			Hint: "Kryssa när platsen är till för någon som också har ett uppdrag där. Sidan säger till när det inte stämmer. Räcker det med ett av flera slag kryssar du alla."},
		ui.Checkbox{F: f, Name: "coOpted", Label: "Adjungerad, utan rösträtt"})
}

// requirementInput reads what is asked of a required post, but for its first day.
func requirementInput(f *form.Form) store.Requirement {
	in := store.Requirement{Last: f.OptionalDate("until", "Till och med"), CoOpted: f.Bool("coOpted")}
	for _, k := range f.Choices("seatFrom", "Var ska den som har uppdraget komma från?", unitKinds()...) {
		in.SeatFrom = append(in.SeatFrom, district.UnitKind(k))
	}
	return in
}

// unitKinds are the kinds of unit as forms post them.
func unitKinds() []string {
	var out []string
	for _, k := range district.UnitKinds() {
		out = append(out, string(k))
	}
	return out
}

// seatText says whose seat a required post is, "" when it is for anybody.
func seatText(req store.RequiredPost) string {
	var say []string
	if len(req.SeatFrom) > 0 {
		say = append(say, "för någon från "+unitpage.SeatKinds(req.SeatFrom))
	}
	if req.CoOpted {
		say = append(say, "utan rösträtt")
	}
	return sv.Join(", ", say...)
}

// requirementForm asks how long a requirement holds and whose seat the post is.
func (p *Pages) requirementForm(w http.ResponseWriter, r *http.Request) error {
	req, post, err := p.readRequirement(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("until", req.Span().Last().String())
	f.Set("coOpted", checked(req.CoOpted))
	var from []string
	for _, k := range req.SeatFrom {
		from = append(from, string(k))
	}
	f.SetAll("seatFrom", from)
	return renderRequirement(w, r, http.StatusOK, req, post, f)
}

func renderRequirement(w http.ResponseWriter, r *http.Request, status int, req store.RequiredPost, post store.Post, f *form.Form) error {
	v := view.StepView{F: f, Errors: errorsOf(f, "until", "seatFrom"), Title: "Ändra kravet", Action: paths.Requirement(req.ID), Revision: revision(req.Revision),
		Submit: "Spara", Back: paths.PostKind(post.ID), Lead: req.UnitKind.Plural() + ": " + sv.Period(req.Span()) + "."}
	v.Fields = append(fields(ui.Field{F: f, Kind: ui.Date, Name: "until", Label: "Till och med", Hint: "Lämna tomt om kravet ska gälla tills vidare.", Optional: true}),
		seatFields(f)...)
	return kindStep(w, r, status, post, v)
}

// changeRequirement changes how long a requirement holds and whose seat the post is.
func (p *Pages) changeRequirement(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	req, post, err := p.readRequirement(r)
	if err != nil {
		return err
	}
	in := requirementInput(f)
	if !f.HasErrors() {
		err := p.Store.ChangeRequirement(r.Context(), web.Of(r).Actor(), web.Once(r), req.ID, web.Revision(f), in)
		if err == nil {
			message := "Kravet är sparat. Det gäller tills vidare."
			if !in.Last.IsZero() {
				message = "Kravet är sparat. Det gäller till och med " + sv.Date(in.Last) + "."
			}
			return web.Redirect(w, r, paths.PostKind(post.ID), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change requirement: %w", err)
		}
	}
	return renderRequirement(w, r, http.StatusUnprocessableEntity, req, post, f)
}
