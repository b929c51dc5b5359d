// Package sv writes dates, times, numbers, counts and lists the way the interface does: in Swedish.
//
// It owns the forms people read and the order names stand in. It must not know what is shown, to whom or what day it
// is: whatever is relative to a day takes that day. It knows district for its dates and nothing else of ours.
//
// Functions that make text for people return plain text, never markup. A zero date or instant gives "".
package sv
