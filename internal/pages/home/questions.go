package home

import (
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// ownPosts shows the reader's own units, and asks the lead of each who holds its required posts, with the one step
// that mends it.
func ownPosts(r *store.Reads, q *web.Req) answer {
	scopes := store.PostScopesOf(q.Access().Own())
	if scopes.See.IsEmpty() {
		return nil
	}
	m := r.Matrix(scopes, q.Today(), store.MatrixFilter{})
	return func(v *view.View) {
		for _, u := range m.Units {
			filled, asked := 0, 0
			for _, c := range u.Cells {
				asked++
				if c.State == district.PostFilled {
					filled++
				}
			}
			v.Own = append(v.Own, ownCard(u, filled, asked))
			if !scopes.Edit.Has(u.ID) {
				continue
			}
			for _, post := range m.Posts {
				if c, ok := u.Cell(post.ID); ok && c.Problem(q.Today()) {
					v.Rows = append(v.Rows, postRow(u, post, c, len(m.Units) > 1))
				}
			}
		}
		if len(v.Rows) > ui.MaxActionRows {
			u := m.Units[0]
			v.More = &ui.Link{Label: "Alla uppdrag", Href: paths.UnitPosts(u.Kind, u.Slug)}
		}
	}
}

// ownCard leads to a unit and to its posts.
func ownCard(u store.MatrixUnit, filled, asked int) ui.Card {
	return ui.Card{Title: u.Name, Href: paths.Unit(u.Kind, u.Slug), Meta: []string{u.Kind.Name(), sv.Of(filled, asked) + " uppdrag är " + sv.Plural(asked, "tillsatt", "tillsatta")},
		Action: view.OwnWays(view.OwnLinks{Name: u.Name, Page: paths.Unit(u.Kind, u.Slug), Posts: paths.UnitPosts(u.Kind, u.Slug)})}
}

func postRow(u store.MatrixUnit, post store.MatrixPost, c store.PostCell, several bool) ui.ActionRow {
	row := ui.ActionRow{Title: post.Name, Href: paths.UnitPosts(u.Kind, u.Slug)}
	act := "Utse"
	switch c.State {
	case district.PostVacant:
		row.Status, row.Meta = ui.StatusVacant, "Vakant sedan "+sv.Date(c.VacantSince)
	case district.PostUnknown:
		row.Status, row.Meta, act = ui.StatusUnknown, "Vi vet inte vem som har uppdraget", "Fyll i"
	case district.PostFilled:
		row.Status, row.Meta = ui.StatusEnding, "Slutar "+sv.Date(c.HeldThrough)
	}
	if several {
		row.Meta = u.Name + ". " + row.Meta
	}
	row.Action = ui.LinkButton{Label: act, Href: paths.NameHolder(u.Kind, u.Slug, post.ID, 0), Describe: act + ": " + post.Name + ", " + u.Name}
	return row
}

// planReview asks those who approve goals for sentences that nobody has decided on.
func planReview(r *store.Reads, q *web.Req) answer {
	if !q.Can(authz.PlanImport) {
		return nil
	}
	waiting, plans := r.WaitingSources(), r.Plans(q.Today())
	return func(v *view.View) {
		for _, s := range *waiting {
			v.Rows = append(v.Rows, ui.ActionRow{Symbol: "→", Title: "Fortsätt läsa in " + s.Name, Href: paths.PlanSource(s.ID), Meta: "Säg vilka dokument som finns i texten",
				Action: ui.LinkButton{Label: "Fortsätt", Href: paths.PlanSource(s.ID), Describe: "Fortsätt läsa in " + s.Name}})
		}
		for _, pl := range *plans {
			if n := pl.Waiting(); n > 0 { // as the plan's own page and the review count
				v.Rows = append(v.Rows, ui.ActionRow{Symbol: "→", Title: "Granska " + pl.Name, Href: paths.ReviewPlan(pl.ID),
					Meta:   sv.Count(n, "mening väntar på beslut", "meningar väntar på beslut"),
					Action: ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(pl.ID), Describe: "Granska " + pl.Name}})
			}
		}
		if len(*plans) == 0 && len(*waiting) == 0 {
			v.Rows = append(v.Rows, ui.ActionRow{Symbol: "→", Title: "Läs in verksamhetsplanen", Href: paths.NewPlan, Meta: "Då kan målen följas",
				Action: ui.LinkButton{Label: "Läs in", Href: paths.NewPlan, Describe: "Läs in verksamhetsplanen"}})
		}
	}
}

// goalsNow asks the board for judgements, the office for measures, and tells both what is behind.
func goalsNow(r *store.Reads, q *web.Req) answer {
	if !q.Access().CanEverywhere(authz.PlanRead) {
		return nil
	}
	read := r.GoalsOn(store.GoalFilter{}, q.Today())
	return func(v *view.View) {
		goals := *read
		// A plan that has ended asks for nothing more, while another holds: so the list of goals, which these rows lead to.
		if holding := slices.DeleteFunc(slices.Clone(goals), func(g store.Goal) bool { return ended(g, q.Today()) }); len(holding) > 0 {
			goals = holding
		}
		count := map[measure.Code]int{}
		var behind, awaiting *store.Goal
		unmeasured, first := 0, int64(0) // the first of them
		for i, g := range goals {
			s := g.Status(q.Today())
			count[s.Group()]++
			if s.Code == measure.Awaiting && awaiting == nil {
				awaiting = &goals[i]
			}
			if len(g.Measures) == 0 {
				if unmeasured++; first == 0 {
					first = g.ID
				}
			}
			if s.Code.Red() && (behind == nil || measure.CompareStatus(s, behind.Status(q.Today())) < 0) {
				behind = &goals[i]
			}
		}
		switch n := count[measure.Awaiting]; {
		case !q.Can(authz.GoalJudge):
		case n == 1:
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusWaiting, Title: awaiting.Title, Href: paths.Goal(awaiting.ID), Meta: "Väntar på er bedömning",
				Action: ui.LinkButton{Label: "Bedöm", Href: paths.Goal(awaiting.ID), Describe: "Bedöm: " + awaiting.Title}})
		case n > 1:
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusWaiting, Title: sv.Int(int64(n)) + " mål väntar på er bedömning",
				Href: paths.GoalsWithStatus(measure.Awaiting.Slug()), Action: ui.LinkButton{Label: "Bedöm", Href: paths.GoalsWithStatus(measure.Awaiting.Slug()), Describe: "Bedöm mål som väntar"}})
		}
		// It asks those who can say what is to be done about it; for others it is among the figures.
		if behind != nil && q.Can(authz.GoalComment) {
			s := behind.Status(q.Today())
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.Status(s.Tone), Title: behind.Title, Href: paths.Goal(behind.ID), Meta: sv.Capital(s.Word) + ". " + s.Detail,
				Action: ui.LinkButton{Label: "Se varför", Href: paths.Goal(behind.ID), Describe: "Se varför: " + behind.Title}})
		}
		if unmeasured > 0 && q.Can(authz.GoalEdit) {
			where := paths.GoalsWithStatus(measure.NoBasis.Slug())
			if unmeasured == 1 {
				where = paths.Goal(first)
			}
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Count(unmeasured, "mål räknas inte än", "mål räknas inte än"),
				Href: where, Meta: sv.Plural(unmeasured, "Bestäm hur det ska räknas", "Bestäm hur de ska räknas"),
				Action: ui.LinkButton{Label: "Bestäm", Href: where, Describe: "Bestäm hur mål ska räknas"}})
		}
		if len(goals) == 0 {
			return
		}
		red := count[measure.Behind] + count[measure.Missed] + count[measure.Unreachable]
		good := count[measure.Done] + count[measure.MetToday] + count[measure.OnTrack]
		v.Figures = append(v.Figures,
			ui.Figure{Value: sv.Int(int64(good)), Label: sv.Plural(good, "mål är klart, uppfyllt eller i fas", "mål är klara, uppfyllda eller i fas"), Href: paths.GoalsWithStatus(measure.Done.Slug(), measure.MetToday.Slug(), measure.OnTrack.Slug()), Note: "av " + sv.Int(int64(len(goals)))},
			ui.Figure{Value: sv.Int(int64(red)), Label: sv.Plural(red, "mål ligger efter eller är missat", "mål ligger efter eller är missade"), Href: paths.GoalsWithStatus(measure.Behind.Slug(), measure.Missed.Slug(), measure.Unreachable.Slug())},
			ui.Figure{Value: sv.Int(int64(count[measure.NoBasis])), Label: "mål saknar underlag", Href: paths.GoalsWithStatus(measure.NoBasis.Slug())})
	}
}

// ended tells whether the period of a goal's plan is over on the day.
func ended(g store.Goal, day district.Date) bool {
	last := g.Period().Last()
	return !last.IsZero() && last.Before(day)
}

// districtPosts tells the office what is known of the posts that every unit must have.
func districtPosts(r *store.Reads, q *web.Req) answer {
	if !q.Access().CanEverywhere(authz.PostRead) {
		return nil
	}
	m := r.Matrix(store.PostScopes{See: q.Scope(authz.PostRead)}, q.Today(), store.MatrixFilter{Kinds: district.AssociationKinds()})
	return func(v *view.View) {
		if len(m.Units) == 0 && q.Can(authz.UnitManage) {
			v.Rows = append(v.Rows, ui.ActionRow{Symbol: "→", Title: "Lägg in föreningarna", Href: paths.ImportAssociations, Meta: "Då syns vilka uppdrag som är tillsatta, och målen kan räknas",
				Action: ui.LinkButton{Label: "Läs in", Href: paths.ImportAssociations, Describe: "Läs in föreningarna"}})
		}
		var unknown, soon, filled, asked int
		for _, post := range m.Posts {
			unknown += post.Unknown
			soon += post.EndsSoon
			filled += post.Filled
			asked += post.Required
		}
		if unknown > 0 && q.Access().CanEverywhere(authz.AssignmentEdit) {
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusUnknown, Title: sv.Count(unknown, "uppdrag är okänt", "uppdrag är okända"),
				Href: paths.MatrixOf(paths.PostsUnknown), Meta: "Ring eller fråga föreningarna, och fyll i vem som har dem",
				Action: ui.LinkButton{Label: "Se vilka", Href: paths.MatrixOf(paths.PostsUnknown), Describe: "Se vilka uppdrag som är okända"}})
		}
		if soon > 0 && (q.Access().CanEverywhere(authz.AssignmentEdit) || q.Access().Has(authz.Nominating)) {
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusEnding, Title: sv.Count(soon, "uppdrag slutar inom 60 dagar", "uppdrag slutar inom 60 dagar"),
				Href: paths.MatrixOf(paths.PostsEnding), Meta: "Fråga vilka som fortsätter, och börja leta efter nya", Action: ui.LinkButton{Label: "Se vilka", Href: paths.MatrixOf(paths.PostsEnding), Describe: "Se vilka uppdrag som slutar snart"}})
		}
		if asked > 0 {
			v.Figures = append(v.Figures, ui.Figure{Value: sv.Share(filled, asked), Label: "av föreningarnas uppdrag är tillsatta", Href: paths.Matrix,
				Note: sv.Of(filled, asked)})
		}
	}
}
