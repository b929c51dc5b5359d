package demo

import (
	"fmt"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// Password opens every account of the demo. It is printed, and opens nothing else.
const Password = "havtorn-moped-lyktstolpe"

// An Account is a login of the demo.
type Account struct {
	Email string
	About string // Swedish: who it is and what to try
}

// Accounts returns the accounts that can log in with [Password], one of each role at least, in the order in which to
// try them.
func Accounts() []Account {
	var out []Account
	for _, a := range logins {
		if a.About != "" {
			out = append(out, a.Account)
		}
	}
	return out
}

// A login is an account with what it is granted. One without About is not told of: it cannot log in, or can do nothing
// any more.
type login struct {
	Account
	person string // by name; one that the load has named in a post, except the office's
	day    string // on which the account was made; "" for the first office day
	grants []access
	writes string // the association about which this account writes itself
	open   bool   // invited, and has not chosen a password
}

// An access is a role in a unit ("" for the whole district) that follows an assignment of the person, when unit and
// post are given, and ends on a last day ("" for never).
type access struct {
	role       authz.Role
	unit       string
	post, body string // the assignment that it follows: the post, and the unit when the role is not held in it
	last       string
}

// logins are the accounts of the demo. The first is the office's.
var logins = []login{
	{Account: Account{"kansliet@demo.example", "Kansliet: register, mål och konton i hela distriktet"},
		person: "Ombudsman på kansliet", grants: []access{{role: authz.DistrictStaff}}},
	{Account: Account{"styrelsen@demo.example", "Distriktsstyrelsen: följer planen och bedömer mål"},
		person: "Ledamot 1 distriktsstyrelsen", grants: []access{{role: authz.BoardMember, post: "boardMember", body: theBoard}}},
	{Account: Account{"valledningen@demo.example", "Valledningen: läser om mål och föreningar inför valet"},
		person: "Ledamot för en större kommun", day: "2017-06-12", grants: []access{{role: authz.CampaignLead, post: "campaignSeatLarger", body: theCampaign}}},
	{Account: Account{"operativa@demo.example", "Operativa gruppen: läser om föreningar och uppdrag"},
		person: "Sammankallande operativa gruppen", day: "2017-10-02", grants: []access{{role: authz.Operations, post: "convenor", body: theOperations}}},
	{Account: Account{"infogruppen@demo.example", "Infogruppen: läser om föreningar och uppdrag"},
		person: "Pressekreterare landstinget", day: "2017-10-02", grants: []access{{role: authz.Press, post: "pressSecretary", body: theInfoGroup}}},
	{Account: Account{"ordforande.farsta@demo.example", "Ordförande i Farsta: saknar en internfeministiskt ansvarig"},
		person: "Ordförande Farsta", grants: []access{{role: authz.AssociationChair, unit: "Farsta", post: "associationChair"}}, writes: "Farsta"},
	{Account: Account{"ordforande.sodertalje@demo.example", "Ordförande i Södertälje: delar uppdraget med en till, ser inget av Farstas"},
		person: "Ordförande Södertälje", day: "2017-04-24", grants: []access{{role: authz.AssociationChair, unit: "Södertälje", post: "associationChair"}}, writes: "Södertälje"},
	{Account: Account{"ordforande.huddinge@demo.example", "Två roller: ordförande i Huddinge och ledamot i distriktsstyrelsen"},
		person: "Ordförande Huddinge", grants: []access{
			{role: authz.AssociationChair, unit: "Huddinge", post: "associationChair"},
			{role: authz.BoardMember, post: "boardMember", body: theBoard}}, writes: "Huddinge"},
	{Account: Account{"valansvarig.solna@demo.example", "Valansvarig i Solna: läser om den egna föreningen"},
		person: "Valansvarig Solna", day: "2018-04-09", grants: []access{{role: authz.ElectionOfficer, unit: "Solna", post: "electionOfficer"}}},
	{Account: Account{"studieutskottet@demo.example", "Sammankallande i studieutskottet: sköter utskottets uppdrag"},
		person: "Sammankallande studieutskottet", grants: []access{{role: authz.CommitteeLead, unit: studies, post: "convenor"}}},
	{Account: Account{"gruppledare.botkyrka@demo.example", "Gruppledare i Botkyrka: svarar på gruppens självskattning, läser om planen"},
		person: "Gruppledare Botkyrka", grants: []access{{role: authz.GroupLeader, unit: "Kommunala gruppen i Botkyrka", post: "groupLeader"}}},
	{Account: Account{"gruppledare.landstinget@demo.example", "Gruppledare i landstingsgruppen: svarar på frågor från träffarna"},
		person: "Gruppledare landstingsgruppen", grants: []access{{role: authz.GroupLeader, unit: theCounty, post: "groupLeader"}}},
	{Account: Account{"valberedningen@demo.example", "Valberedningen: ser vilka uppdrag som är vakanta, inga namn; slutar i mars 2019"},
		person: "Ledamot 1 valberedningen", grants: []access{{role: authz.Nominating, post: nominatorKey, body: theDistrict, last: "2019-03-31"}}},
	{Account: Account{"revisor@demo.example", "Revisor: läser det som styrelsen läser, utom personers sidor"},
		person: "Revisor 1", grants: []access{{role: authz.Auditor, post: "auditor", body: theDistrict}}},

	// Their accounts are there for the office to see: one has not accepted the invitation, one has left the post.
	{Account: Account{Email: "ordforande.kista@demo.example"}, person: "Ordförande Kista", day: "2018-04-09", open: true,
		grants: []access{{role: authz.AssociationChair, unit: "Kista", post: "associationChair"}}},
	{Account: Account{Email: "tidigare.solna@demo.example"}, person: "Ordförande Solna",
		grants: []access{{role: authz.AssociationChair, unit: "Solna", post: "associationChair"}}},
}

// scheduleAccounts schedules all accounts but the office's.
func (l *loader) scheduleAccounts() error {
	// One person may hold several posts: the chair of Huddinge was elected to the board as well.
	l.hold(naming{unit: theBoard, post: "boardMember", who: "Ordförande Huddinge", known: true, from: date("2017-02-19"), written: officeDays[0]})
	for _, a := range logins[1:] {
		day := officeDays[0]
		if a.day != "" {
			day = date(a.day)
		}
		l.scheduleLogin(day, a)
	}
	return nil
}

func (l *loader) scheduleLogin(day district.Date, a login) {
	from := day
	if from == before {
		from = officeDays[0]
	}
	l.on(day, "account "+a.Email, func() error {
		in := store.NewAccount{PersonID: l.people[a.person], Name: a.person, Email: a.Email}
		if !a.open {
			in.PasswordHash = l.passwordHash
		}
		id, err := l.s.CreateAccount(l.ctx, l.office, db.OnceKey{}, in)
		if err != nil {
			return err
		}
		for _, g := range a.grants {
			if err := l.grant(id, a.person, from, g); err != nil {
				return fmt.Errorf("grant %s: %w", g.role, err)
			}
		}
		if a.open {
			if _, err := l.s.DB().Write(l.ctx, l.office, db.OnceKey{}, []db.Topic{db.Access}, func(tx *db.Tx) (int64, error) {
				_, err := auth.CreateLink(tx, id, auth.Invitation)
				return id, err
			}); err != nil {
				return fmt.Errorf("invite: %w", err)
			}
		}
		l.actors[a.Email] = db.Actor{Kind: db.ByAccount, ID: id}
		if a.Email == logins[0].Email {
			l.office = l.actors[a.Email]
		}
		return nil
	})
}

func (l *loader) grant(account int64, person string, from district.Date, g access) error {
	in := store.NewGrant{Account: account, Role: g.role, Valid: district.Through(from, date(g.last))}
	body := g.body
	if g.unit != "" {
		body = g.unit
		var err error
		if in.Unit, err = l.unit(g.unit); err != nil {
			return err
		}
	}
	if g.post != "" {
		h, ok := l.held[holding(body, g.post, person)]
		if !ok {
			return fmt.Errorf("%s does not hold %s in %s", person, g.post, body)
		}
		in.Assignment = h.id
	}
	_, err := l.s.Grant(l.ctx, l.office, db.OnceKey{}, nil, in)
	return err
}
