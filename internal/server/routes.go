package server

import (
	"verkstad/internal/pages/account"
	"verkstad/internal/pages/admin"
	"verkstad/internal/pages/assessments"
	"verkstad/internal/pages/associations"
	"verkstad/internal/pages/bodies"
	"verkstad/internal/pages/components"
	"verkstad/internal/pages/documents"
	"verkstad/internal/pages/goals"
	"verkstad/internal/pages/home"
	"verkstad/internal/pages/meetings"
	"verkstad/internal/pages/mergers"
	"verkstad/internal/pages/people"
	"verkstad/internal/pages/plans"
	"verkstad/internal/pages/posts"
	"verkstad/internal/pages/records"
	"verkstad/internal/pages/system"
	"verkstad/internal/web"
)

// Routes is the route table of the site, put together from the areas.
func (s *Server) Routes() []web.Route {
	areas := []interface{ Routes() []web.Route }{
		&components.Pages{},
		&home.Pages{Store: s.store},
		&account.Pages{Auth: s.app.Auth, Store: s.store},
		&plans.Pages{Store: s.store},
		&goals.Pages{Store: s.store},
		&documents.Pages{Store: s.store},
		&associations.Pages{Store: s.store},
		&bodies.Pages{Store: s.store},
		&mergers.Pages{Store: s.store},
		&meetings.Pages{Store: s.store},
		&posts.Pages{Store: s.store},
		&assessments.Pages{Store: s.store},
		&records.Pages{Store: s.store},
		&people.Pages{Store: s.store},
		&admin.Pages{Store: s.store, BaseURL: s.cfg.BaseURL},
		&system.Pages{Store: s.store},
	}
	var all []web.Route
	for _, a := range areas {
		all = append(all, a.Routes()...)
	}
	return all
}
