// Package account is the pages of logging in and of one's own account.
package account

import (
	"verkstad/internal/form"
	"verkstad/templates/ui"
)

// LoginView is the login page.
type LoginView struct {
	F      *form.Form
	Action string
	Next   string
	Forgot string
}

// CodeView asks for a code of the second factor: the one that the app shows or, with Recovery, one of the codes that
// were saved, which have letters and need another keyboard.
type CodeView struct {
	F        *form.Form
	Action   string
	Next     string
	Recovery bool
	Other    string // address of the other kind of code
}

// EnrolView is where a second factor is set up.
type EnrolView struct {
	F        *form.Form
	Action   string
	Next     string
	Required bool // a role needs it
	Replaces bool // there is one already: the password is asked for
	Secret   string
	URI      string
	QRSize   string
	QRPath   string
	Cancel   string
}

// CodesView shows recovery codes, once.
type CodesView struct {
	Codes []string
	Next  string
}

// LinkView asks for a new password, by a link.
type LinkView struct {
	F          *form.Form
	Action     string
	Name       string
	Email      string
	Invitation bool
	Until      string
}

// TextView is a page of text with the ways to reach the office and a way on.
type TextView struct {
	Title, Text string
	Office      []ui.Definition
	Href, Label string
}

// OwnView is one's own page.
type OwnView struct {
	Name, Email    string
	Person         string // address of the own person page, "" when not allowed
	Grants         []ui.Definition
	PasswordHref   string
	HasFactor      bool
	FactorRequired bool
	FactorHref     string
	RemoveHref     string
	CodesLeft      string
	CodesHref      string
	Sessions       []SessionRow
	RevokeAction   string
	Others         bool
	Once           string
}

// A SessionRow is one login that goes on.
type SessionRow struct {
	ID      string
	Device  string
	Since   string
	Seen    string
	Current bool
}

// PasswordView is where one's own password is changed.
type PasswordView struct {
	F      *form.Form
	Action string
	Email  string
	Cancel string
}

// ConfirmView asks for the password before something that a borrowed browser must not do.
type ConfirmView struct {
	F           *form.Form
	Title, Text string
	Action      string
	Submit      string
	Danger      bool
	Email       string
	Cancel      string
}
