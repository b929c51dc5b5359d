package demo

import (
	"fmt"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/store"
)

// The document that a goal counts.
const communicationPlan = "Kommunikationsplan för utskotten"

// A paper is a document and what happens to it. An adopter that is no unit of the demo is said in words.
type paper struct {
	kind           district.DocumentKind
	name           string
	day            string // on which it was written in
	owner, adopter string
	purpose        string
	steps          []taken
	archived       string
}

// A taken is a step: when it is due, when it was taken and by whom (a unit or words, "" for nobody).
type taken struct {
	step    district.DocumentStep
	due     string
	on      string
	by      string
	note    string
	later   string // from another day on, another due date: "day due"
	mistake string // it turns out on this day that it had not been taken
}

const (
	drafted    = district.StepDrafted
	consulted  = district.StepConsulted
	toAdopt    = district.StepAdopted
	carriedOut = district.StepCarriedOut
)

var papers = []paper{
	{kind: district.DocumentProgramme, name: "Program för landstinget 2014–2018", owner: health, adopter: "Årskonferensen",
		purpose: "Det vi gick till val på 2014.", archived: "2018-03-12",
		steps: []taken{{step: toAdopt, on: "2014-02-15", by: "Årskonferensen"}, {step: carriedOut, due: "2018-09-09"}}},

	{kind: district.DocumentProgramme, name: "Program för landstinget 2018–2022", day: "2017-06-12", owner: health,
		adopter: "Årskonferensen, eller distriktsstyrelsen efter en extra konferens", purpose: "Vad vi vill med vården, trafiken och kulturen i länet.",
		steps: []taken{{step: drafted, due: "2017-10-31", on: "2017-10-28", by: health},
			{step: consulted, due: "2018-01-31", on: "2018-01-31", by: theCounty, note: "Nitton föreningar svarade."},
			{step: toAdopt, due: "2018-03-31", on: "2018-03-10", by: theBoard, note: "Efter en extra konferens den 3 mars."}}},

	{kind: district.DocumentCommunicationPlan, name: communicationPlan, day: "2017-10-02", owner: theInfoGroup, adopter: theBoard,
		purpose: "Hur utskotten och nätverken blir kända, och hur den som är nyfiken hittar dit.",
		steps: []taken{{step: drafted, due: "2017-10-31", on: "2017-10-30"}, {step: consulted, due: "2017-11-30", on: "2017-11-26", by: theInfoGroup, note: "Alla utskott fick två veckor på sig."},
			{step: toAdopt, due: "2017-12-15", on: "2018-01-20", by: theBoard}, {step: carriedOut, due: "2018-04-30", later: "2018-02-19 2018-05-31"}}},

	{kind: district.DocumentSocialMediaPlan, name: "Plan för sociala medier i valrörelsen", day: "2017-10-02", owner: theInfoGroup, adopter: theCampaign,
		purpose: "Vilka kanaler vi använder till vad, och vem som svarar.",
		steps: []taken{{step: drafted, due: "2017-11-15", on: "2017-11-10"}, {step: consulted},
			{step: toAdopt, due: "2017-12-15", on: "2017-12-09", by: theCampaign, note: "Valledningen ville inte vänta på svar från föreningarna."},
			{step: carriedOut, due: "2018-09-09"}}},

	{kind: district.DocumentEPStrategy, name: "Strategi för valet till Europaparlamentet 2019", day: "2018-02-19", owner: "EU-nätverket", adopter: "Årskonferensen",
		steps: []taken{{step: drafted, due: "2018-10-31"}, {step: consulted, due: "2018-12-15"}, {step: toAdopt, due: "2019-03-31"}}},

	{kind: district.DocumentStatutes, name: "Översyn av distriktets stadgar", day: "2017-06-12", owner: theBoard, adopter: "Årskonferensen",
		purpose: "Stadgarna ska följa med när föreningar går ihop.",
		steps:   []taken{{step: drafted, due: "2017-12-31", later: "2017-12-18 2018-03-31"}, {step: consulted, due: "2018-10-31"}, {step: toAdopt, due: "2019-03-31"}}},

	// The plans that committees have made for themselves.
	{kind: district.DocumentPlan, name: "Studieplan för 2018", day: "2017-12-18", owner: studies, adopter: studies,
		steps: []taken{{step: drafted, on: "2017-12-18", by: studies}, {step: toAdopt, due: "2018-01-31", on: "2018-01-23", by: studies}}},
	{kind: district.DocumentPlan, name: "Fackliga utskottets plan för valåret", day: "2018-02-19", owner: union, adopter: union,
		steps: []taken{{step: drafted, on: "2018-02-12", by: union}, {step: toAdopt, on: "2018-02-22", by: union}}},
	{kind: district.DocumentPlan, name: "Bostadsutskottets plan för 2018", day: "2018-02-19", owner: housing, adopter: housing,
		steps: []taken{{step: drafted, on: "2018-02-06", by: housing}, {step: toAdopt, due: "2018-05-31"}}},
	{kind: district.DocumentPolicy, name: "Så håller vi öppna möten", day: "2018-03-12", owner: feminist, adopter: feminist,
		steps: []taken{{step: drafted, on: "2018-03-05", by: feminist}, {step: toAdopt, on: "2018-03-12", by: feminist}}},

	{kind: district.DocumentStudyMaterial, name: "Studiematerial om idéhistoria", owner: studies, adopter: studies,
		steps: []taken{{step: drafted, on: "2017-04-03", by: studies}, {step: toAdopt, on: "2017-05-22", by: studies}, {step: carriedOut, due: "2018-03-31", on: "2018-03-20", by: studies}}},

	{kind: district.DocumentStudyMaterial, name: "Studiematerial om omställningen", day: "2017-10-02", owner: climate, adopter: studies,
		steps: []taken{{step: drafted, due: "2017-12-15", on: "2017-12-12", by: climate}, {step: consulted, on: "2018-02-10", by: climate, mistake: "2018-03-12"},
			{step: toAdopt, due: "2018-05-31"}}},
}

// scheduleDocuments schedules what is worked out and adopted.
func (l *loader) scheduleDocuments() error {
	for _, p := range papers {
		day := officeDays[0]
		if p.day != "" {
			day = date(p.day)
		}
		l.on(day, "add "+p.name, func() error { return l.addDocument(p, day) })
	}
	return nil
}

func (l *loader) addDocument(p paper, day district.Date) error {
	in := store.DocumentEdit{Kind: p.kind, Name: p.name, Purpose: p.purpose}
	var err error
	if in.Owner, err = l.unit(p.owner); err != nil {
		return err
	}
	if u, ok := l.units[p.adopter]; ok {
		in.Adopter = u.id
	} else {
		in.Words = p.adopter
	}
	for _, s := range p.steps {
		in.Steps = append(in.Steps, store.StepPlan{Step: s.step, Due: date(s.due)})
	}
	id, err := l.s.CreateDocument(l.ctx, l.office, db.OnceKey{}, in)
	if err != nil {
		return err
	}
	l.documents[p.name] = id
	for i, s := range p.steps {
		l.scheduleStep(id, in, i, s, day)
	}
	if p.archived != "" {
		l.on(date(p.archived), "archive "+p.name, func() error {
			d, err := l.s.DocumentPage(l.ctx, id, date(p.archived), false)
			if err != nil {
				return err
			}
			return l.s.ArchiveDocument(l.ctx, l.office, db.OnceKey{}, id, d.Revision, date(p.archived))
		})
	}
	return nil
}

// scheduleStep schedules what happens to a step of a document: the i-th of the edit that made it.
func (l *loader) scheduleStep(id int64, in store.DocumentEdit, i int, s taken, made district.Date) {
	if s.on != "" {
		on := date(s.on)
		written := on
		if written.Before(made) {
			written = made
		}
		l.on(written, "take a step", func() error {
			how := store.StepTaken{On: on, Note: s.note}
			if u, ok := l.units[s.by]; ok {
				how.Unit = u.id
			} else {
				how.Words = s.by
			}
			d, err := l.s.DocumentPage(l.ctx, id, written, false)
			if err != nil {
				return err
			}
			step, ok := d.Step(s.step)
			if !ok {
				return fmt.Errorf("%s has no step %s", in.Name, s.step)
			}
			return l.s.TakeStep(l.ctx, l.office, db.OnceKey{}, id, s.step, step.Revision, how)
		})
	}
	if s.mistake != "" {
		l.on(date(s.mistake), "undo a step", func() error { return l.s.UndoStep(l.ctx, l.office, db.OnceKey{}, id, s.step) })
	}
	if s.later != "" {
		var day, due string
		if _, err := fmt.Sscan(s.later, &day, &due); err != nil {
			panic(err) // a constant of this file
		}
		l.on(date(day), "postpone a step", func() error {
			d, err := l.s.DocumentPage(l.ctx, id, date(day), false)
			if err != nil {
				return err
			}
			in.Steps[i].Due = date(due)
			return l.s.EditDocument(l.ctx, l.office, db.OnceKey{}, id, d.Revision, in)
		})
	}
}

// countDocuments schedules that a goal also counts the steps of documents, from when they were written in.
func (l *loader) countDocuments(goal int64, day, label string, names ...string) {
	l.on(date(day), "count documents", func() error {
		var ids []int64
		for _, n := range names {
			id, ok := l.documents[n]
			if !ok {
				return fmt.Errorf("there is no document %s yet", n)
			}
			ids = append(ids, id)
		}
		_, err := l.s.SetMeasure(l.ctx, l.office, db.OnceKey{}, goal, 0, 0, measure.Definition{Label: label, Kind: measure.KindDelivery,
			Indicator: measure.DocumentSteps, Params: measure.DocumentStepsParams{DocumentIDs: ids}.JSON()})
		return err
	})
}
