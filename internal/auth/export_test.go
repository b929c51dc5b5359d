package auth

import (
	"maps"
	"slices"
	"time"
)

// CommonWords returns the list in the form that passwords are compared in.
func CommonWords() []string { return slices.Collect(maps.Keys(commonWords())) }

// Cheap makes hashing quick, for tests of everything around it.
func Cheap(a *Auth) {
	a.params = hashParams{memory: 64, time: 1, lanes: 1}
	a.dummy = dummyHash(a.params)
}

// SlotWait sets how long a hash waits for its turn.
func SlotWait(a *Auth, d time.Duration) { a.slotWait = d }

// TakeSlots occupies all turns to hash until the returned function is called.
func TakeSlots(a *Auth) (release func()) {
	n := cap(a.slots)
	for range n {
		a.slots <- struct{}{}
	}
	return func() {
		for range n {
			<-a.slots
		}
	}
}

// Guesses is the cost of a password.
func Guesses(p string) int { return guesses([]rune(plain(p)), nil) }

// The limits of the throttle.
const (
	LimitDevice  = limitDevice
	LimitPair    = limitPair
	LimitAccount = limitAccount
	LimitAddress = limitAddress
)

// CheapHash returns a hash as an Auth made Cheap makes it.
func CheapHash(password string) string {
	return hashParams{memory: 64, time: 1, lanes: 1}.hash(password)
}
