package store

import (
	"context"
	"reflect"
	"sync"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// Reads are the reads of one page, sent together in one round trip. A read that can be part of them is a method of
// Reads: it queues its statements and returns where the answer will stand after [Reads.Send]. The method of the same
// name of [Store] sends it alone.
type Reads struct {
	s    *Store
	b    *db.Batch
	then []func() error // after the statements that are queued have been answered
}

// Reads returns an empty set of reads.
func (s *Store) Reads() *Reads { return &Reads{s: s, b: s.db.Batch()} }

// Send reads everything that is queued. What depends on an answer goes in a further round trip, unless it could be told
// ahead, see [Ahead].
func (r *Reads) Send(ctx context.Context) error {
	for {
		b, then := r.b, r.then
		r.b, r.then = r.s.db.Batch(), nil
		if err := b.Send(ctx); err != nil {
			return err
		}
		if err := runAll(then); err != nil {
			return err
		}
		if r.b.IsEmpty() && len(r.then) == 0 {
			return nil
		}
	}
}

func runAll(all []func() error) error {
	for _, f := range all {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// after has f run when what is queued so far has been answered. It may queue more.
func (r *Reads) after(f func() error) { r.then = append(r.then, f) }

// readNow sends one read alone.
func readNow[T any](ctx context.Context, s *Store, queue func(*Reads) *T) (T, error) {
	r := s.Reads()
	out := queue(r)
	err := r.Send(ctx)
	return *out, err
}

// rowsOf queues a query for rows.
func rowsOf[T any](r *Reads, what, sql string, args pgx.StrictNamedArgs) *[]T {
	out := new([]T)
	db.Collect(r.b, out, what, sql, args)
	return out
}

// Ahead queues what depends on the answer to a question that is itself only queued, such as which goals there are. The
// answer of the last time is remembered and taken for granted: queue is called with it at once, so that everything goes
// in one round trip. Then the answer is held against what was really read; when it is another, or nothing is remembered,
// queue is called with the right one and goes in a round trip more. What queue has filled in is therefore always of the
// right answer. It must assign every result anew when it is called again.
//
// The question must name all that the answer depends on besides the data; "" is not remembered. Nothing of a person may
// stand in a question or an answer.
func Ahead[A any](r *Reads, question string, answer func() (A, error), queue func(A)) {
	last, known := r.s.memory.get(question)
	guess, _ := last.(A)
	before := r.then
	r.then = nil
	if known {
		queue(guess)
	}
	inner := r.then
	r.then = append(before, func() error {
		a, err := answer()
		if err != nil {
			return err
		}
		if known && reflect.DeepEqual(a, guess) {
			return runAll(inner)
		}
		r.s.memory.put(question, a)
		queue(a)
		return nil
	})
}

// A memory keeps answers of which [Ahead] makes its guesses. Forgetting costs a round trip and nothing else.
type memory struct {
	mu      sync.Mutex
	answers map[string]any
}

// mostAnswers bounds a memory: so many are goals, units and filters that somebody looks at.
const mostAnswers = 4096

func (m *memory) get(question string) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.answers[question]
	return a, ok
}

func (m *memory) put(question string, answer any) {
	if question == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil || len(m.answers) >= mostAnswers {
		m.answers = map[string]any{}
	}
	m.answers[question] = answer
}
