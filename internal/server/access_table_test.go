package server_test

import (
	"verkstad/internal/authz"
	"verkstad/internal/web"
)

// A row is one route as people decided it: who may reach it, and what it answers. The rows are typed by hand. A route
// without a row, a row without a route and a row that says something else than the route are failures.
//
// To add an area: type its rows here, and give [newSite] a record behind every {parameter}.
type row struct {
	method, pattern string
	perm            authz.Permission
	// with names the records that parameters stand for where the name of the parameter is not enough: "id=assignment".
	with string
	// empty is what posting a form without fields answers to somebody who may: 422 where something must be filled in,
	// 409 where a revision must be told, 303 where the form is a question that was answered with yes.
	empty int
	// gone: there is nothing to see or do for somebody without a second factor, 404.
	gone bool
	// query is added to the address of a page that asks about something.
	query string
}

const (
	get, post = "GET", "POST"
	public    = web.Public
	anyUser   = web.AnyUser
	halfUser  = web.HalfUser
)

// accessTable is in the order in which the posts are driven: what takes a record away comes after what needs it.
var accessTable = []row{
	// Everybody: the start page, logging in and out, links.
	{method: get, pattern: "/", perm: public},
	{method: get, pattern: "/logga-in", perm: public},
	{method: post, pattern: "/logga-in", perm: public, empty: 422},
	{method: post, pattern: "/logga-ut", perm: public, empty: 303},
	{method: get, pattern: "/glomt-losenord", perm: public},
	{method: get, pattern: "/lank/{token}", perm: public},
	{method: post, pattern: "/lank/{token}", perm: public, empty: 422},

	// Whoever has logged in, with or without access.
	{method: get, pattern: "/andra-faktor", perm: halfUser},
	{method: post, pattern: "/andra-faktor", perm: halfUser, empty: 303},
	{method: get, pattern: "/andra-faktor/skapa", perm: halfUser},
	{method: post, pattern: "/andra-faktor/skapa", perm: halfUser, empty: 422},
	{method: get, pattern: "/utveckling/komponenter", perm: anyUser},
	{method: get, pattern: "/sok", perm: anyUser, query: "?q=a"},
	{method: get, pattern: "/min-sida", perm: anyUser},
	{method: get, pattern: "/min-sida/losenord", perm: anyUser},
	{method: post, pattern: "/min-sida/losenord", perm: anyUser, empty: 422},
	{method: get, pattern: "/min-sida/reservkoder", perm: anyUser, gone: true},
	{method: post, pattern: "/min-sida/reservkoder", perm: anyUser, gone: true, empty: 409},
	{method: get, pattern: "/min-sida/andra-faktor/ta-bort", perm: anyUser, gone: true},
	{method: post, pattern: "/min-sida/andra-faktor/ta-bort", perm: anyUser, gone: true, empty: 404},
	{method: post, pattern: "/min-sida/inloggningar", perm: anyUser, empty: 404},

	// Plans.
	{method: get, pattern: "/planer", perm: authz.PlanRead},
	{method: get, pattern: "/planer/ny", perm: authz.PlanImport},
	{method: post, pattern: "/planer/ny", perm: authz.PlanImport, empty: 422},
	{method: get, pattern: "/planer/kalla/{source}", perm: authz.PlanImport},
	{method: post, pattern: "/planer/kalla/{source}", perm: authz.PlanImport, empty: 422},
	{method: get, pattern: "/planer/kalla/{source}/ta-bort", perm: authz.PlanImport},
	{method: post, pattern: "/planer/kalla/{source}/ta-bort", perm: authz.PlanImport, empty: 303},
	{method: get, pattern: "/planer/{plan}", perm: authz.PlanRead},
	{method: get, pattern: "/planer/{plan}/redigera", perm: authz.PlanImport},
	{method: post, pattern: "/planer/{plan}/redigera", perm: authz.PlanImport, empty: 422},
	{method: get, pattern: "/planer/{plan}/granska", perm: authz.PlanImport},
	{method: get, pattern: "/planer/{plan}/granska/alla", perm: authz.PlanImport},
	{method: post, pattern: "/planer/{plan}/granska/{finding}", perm: authz.PlanImport, empty: 303},
	{method: post, pattern: "/planer/{plan}/granska/{finding}/angra", perm: authz.PlanImport, empty: 303},
	{method: post, pattern: "/planer/{plan}/granska/alla", perm: authz.PlanImport, empty: 303},

	// Goals. They belong to the whole district: everybody who reads the plan reads every goal.
	{method: get, pattern: "/mal", perm: authz.PlanRead},
	{method: get, pattern: "/mal/export.csv", perm: authz.Export},
	{method: get, pattern: "/mal/andrat", perm: authz.PlanRead},
	{method: get, pattern: "/planlage", perm: authz.PlanReport},
	{method: get, pattern: "/planlage/rapport", perm: authz.PlanReport},
	{method: get, pattern: "/mal/{goal}", perm: authz.PlanRead},
	{method: get, pattern: "/mal/{goal}/redigera", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/redigera", perm: authz.GoalEdit, empty: 422},
	{method: get, pattern: "/mal/{goal}/avsluta", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/avsluta", perm: authz.GoalEdit, empty: 422},
	{method: post, pattern: "/mal/{goal}/oppna", perm: authz.GoalEdit, empty: 303},
	{method: get, pattern: "/mal/{goal}/matning/ny", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/matning/ny", perm: authz.GoalEdit, empty: 422},
	{method: get, pattern: "/mal/{goal}/matning/{measure}", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/matning/{measure}", perm: authz.GoalEdit, empty: 422},
	{method: get, pattern: "/mal/{goal}/matning/{measure}/datum", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/matning/{measure}/datum", perm: authz.GoalEdit, empty: 422},
	{method: get, pattern: "/mal/{goal}/matning/{measure}/ta-bort", perm: authz.GoalEdit},
	{method: post, pattern: "/mal/{goal}/matning/{measure}/ta-bort", perm: authz.GoalEdit, empty: 303},
	{method: get, pattern: "/mal/{goal}/matning/{measure}/milstolpar/ny", perm: authz.GoalEdit, with: "goal=builtGoal measure=delivery"},
	{method: post, pattern: "/mal/{goal}/matning/{measure}/milstolpar/ny", perm: authz.GoalEdit, with: "goal=builtGoal measure=delivery", empty: 422},
	{method: get, pattern: "/mal/{goal}/milstolpar/{milestone}", perm: authz.GoalEdit, with: "goal=builtGoal"},
	{method: post, pattern: "/mal/{goal}/milstolpar/{milestone}", perm: authz.GoalEdit, with: "goal=builtGoal", empty: 422},
	{method: post, pattern: "/mal/{goal}/milstolpar/{milestone}/klar", perm: authz.GoalEdit, with: "goal=builtGoal", empty: 422},
	{method: post, pattern: "/mal/{goal}/milstolpar/{milestone}/stall-in", perm: authz.GoalEdit, with: "goal=builtGoal", empty: 303},
	{method: post, pattern: "/mal/{goal}/milstolpar/{milestone}/oppna", perm: authz.GoalEdit, with: "goal=builtGoal", empty: 303},
	{method: get, pattern: "/mal/{goal}/milstolpar/{milestone}/ta-bort", perm: authz.GoalEdit, with: "goal=builtGoal"},
	{method: post, pattern: "/mal/{goal}/milstolpar/{milestone}/ta-bort", perm: authz.GoalEdit, with: "goal=builtGoal", empty: 303},
	{method: get, pattern: "/mal/{goal}/matning/{measure}/bedom", perm: authz.GoalJudge, with: "goal=judgedGoal measure=judged"},
	{method: post, pattern: "/mal/{goal}/matning/{measure}/bedom", perm: authz.GoalJudge, with: "goal=judgedGoal measure=judged", empty: 422},
	{method: get, pattern: "/mal/{goal}/bedomningar/{judgement}/stryk", perm: authz.GoalJudge, with: "goal=judgedGoal"},
	{method: post, pattern: "/mal/{goal}/bedomningar/{judgement}/stryk", perm: authz.GoalJudge, with: "goal=judgedGoal", empty: 422},
	{method: get, pattern: "/mal/{goal}/anmarkning", perm: authz.GoalOverride},
	{method: post, pattern: "/mal/{goal}/anmarkning", perm: authz.GoalOverride, empty: 422},
	{method: get, pattern: "/mal/{goal}/anmarkning/{note}/stryk", perm: authz.GoalOverride},
	{method: post, pattern: "/mal/{goal}/anmarkning/{note}/stryk", perm: authz.GoalOverride, empty: 422},
	{method: post, pattern: "/mal/{goal}/kommentarer", perm: authz.GoalComment, empty: 422},
	{method: get, pattern: "/mal/{goal}/kommentarer/{comment}", perm: authz.GoalComment},
	{method: post, pattern: "/mal/{goal}/kommentarer/{comment}", perm: authz.GoalComment, empty: 422},
	{method: post, pattern: "/mal/{goal}/kommentarer/{comment}/ta-bort", perm: authz.GoalComment, empty: 303},
	{method: post, pattern: "/mal/{goal}/kommentarer/{comment}/aterstall", perm: authz.GoalComment, empty: 303},

	// Documents that are adopted.
	{method: get, pattern: "/dokument", perm: authz.PlanRead},
	{method: get, pattern: "/dokument/ny", perm: authz.DocumentEdit},
	{method: post, pattern: "/dokument/ny", perm: authz.DocumentEdit, empty: 422},
	{method: get, pattern: "/dokument/{document}", perm: authz.PlanRead},
	{method: get, pattern: "/dokument/{document}/andra", perm: authz.DocumentEdit},
	{method: post, pattern: "/dokument/{document}/andra", perm: authz.DocumentEdit, empty: 422},
	{method: get, pattern: "/dokument/{document}/steg/{step}", perm: authz.DocumentEdit},
	{method: post, pattern: "/dokument/{document}/steg/{step}", perm: authz.DocumentEdit, empty: 422},
	{method: post, pattern: "/dokument/{document}/steg/{step}/angra", perm: authz.DocumentEdit, empty: 303},
	{method: get, pattern: "/dokument/{document}/arkivera", perm: authz.DocumentEdit},
	{method: post, pattern: "/dokument/{document}/arkivera", perm: authz.DocumentEdit, empty: 422},
	{method: post, pattern: "/dokument/{document}/ta-tillbaka", perm: authz.DocumentEdit, empty: 303},

	// Associations, areas.
	{method: get, pattern: "/foreningar", perm: authz.UnitRead},
	{method: get, pattern: "/foreningar/export.csv", perm: authz.Export},
	{method: get, pattern: "/foreningar/ny", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/ny", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/foreningar/import", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/import", perm: authz.UnitManage, empty: 422},
	{method: post, pattern: "/foreningar/import/genomfor", perm: authz.UnitManage, empty: 303},
	{method: get, pattern: "/foreningar/{slug}", perm: authz.UnitRead},
	{method: get, pattern: "/foreningar/{slug}/andra", perm: authz.UnitEdit},
	{method: post, pattern: "/foreningar/{slug}/andra", perm: authz.UnitEdit, empty: 422},
	{method: get, pattern: "/foreningar/{slug}/historik", perm: authz.AccountAudit},
	{method: get, pattern: "/foreningar/{slug}/stang", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/{slug}/stang", perm: authz.UnitManage, empty: 422},
	{method: post, pattern: "/foreningar/{slug}/oppna", perm: authz.UnitManage, empty: 303},
	{method: get, pattern: "/foreningar/{slug}/omraden", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/{slug}/omraden", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/foreningar/{slug}/omraden/{cover}", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/{slug}/omraden/{cover}", perm: authz.UnitManage, empty: 409},
	{method: post, pattern: "/foreningar/{slug}/omraden/{cover}/ta-bort", perm: authz.UnitManage, empty: 303},
	{method: get, pattern: "/omraden/{area}", perm: authz.UnitRead},
	{method: post, pattern: "/omraden/{area}/styre", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/omraden/{area}/styre/{governing}/ta-bort", perm: authz.UnitManage},
	{method: post, pattern: "/omraden/{area}/styre/{governing}/ta-bort", perm: authz.UnitManage, empty: 303},

	// Committees, networks, boards and groups.
	{method: get, pattern: "/organ", perm: authz.UnitRead},
	{method: get, pattern: "/organ/ny", perm: authz.UnitManage},
	{method: post, pattern: "/organ/ny", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/organ/{slug}", perm: authz.UnitRead},
	{method: get, pattern: "/organ/{slug}/andra", perm: authz.UnitEdit},
	{method: post, pattern: "/organ/{slug}/andra", perm: authz.UnitEdit, empty: 422},
	{method: get, pattern: "/organ/{slug}/historik", perm: authz.AccountAudit},
	{method: get, pattern: "/organ/{slug}/stang", perm: authz.UnitManage},
	{method: post, pattern: "/organ/{slug}/stang", perm: authz.UnitManage, empty: 422},
	{method: post, pattern: "/organ/{slug}/oppna", perm: authz.UnitManage, empty: 303},

	// Merging and dividing them. What is to happen is in the address of what goes on.
	{method: get, pattern: "/sammanslagningar", perm: authz.UnitRead},
	{method: get, pattern: "/foreningar/{slug}/sla-ihop", perm: authz.UnitManage},
	{method: post, pattern: "/foreningar/{slug}/sla-ihop", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/foreningar/{slug}/sla-ihop/val", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}"},
	{method: post, pattern: "/foreningar/{slug}/sla-ihop/val", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}", empty: 200},
	{method: post, pattern: "/foreningar/{slug}/sla-ihop/genomfor", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}", empty: 409},
	{method: get, pattern: "/organ/{slug}/sla-ihop", perm: authz.UnitManage},
	{method: post, pattern: "/organ/{slug}/sla-ihop", perm: authz.UnitManage, empty: 422},
	{method: get, pattern: "/organ/{slug}/sla-ihop/val", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}"},
	{method: post, pattern: "/organ/{slug}/sla-ihop/val", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}", empty: 200},
	{method: post, pattern: "/organ/{slug}/sla-ihop/genomfor", perm: authz.UnitManage, query: "?dag=2019-06-01&till=andra&med={other}", empty: 409},
	{method: get, pattern: "/sammanslagningar/{id}", perm: authz.UnitRead, with: "id=change"},
	{method: get, pattern: "/sammanslagningar/{id}/angra", perm: authz.UnitManage, with: "id=change"},
	{method: post, pattern: "/sammanslagningar/{id}/angra", perm: authz.UnitManage, with: "id=change", empty: 303},

	// Posts and who holds them.
	{method: get, pattern: "/uppdrag", perm: authz.PostRead},
	{method: get, pattern: "/uppdrag/export.csv", perm: authz.Export},
	{method: get, pattern: "/foreningar/{slug}/uppdrag", perm: authz.AssignmentRead},
	{method: get, pattern: "/foreningar/{slug}/uppdrag/utse", perm: authz.AssignmentEdit},
	{method: post, pattern: "/foreningar/{slug}/uppdrag/utse", perm: authz.AssignmentEdit, query: "?uppdrag={post}", empty: 422},
	{method: get, pattern: "/foreningar/{slug}/uppdrag/vakant", perm: authz.AssignmentEdit, query: "?uppdrag={post}"},
	{method: post, pattern: "/foreningar/{slug}/uppdrag/vakant", perm: authz.AssignmentEdit, query: "?uppdrag={post}", empty: 422},
	{method: get, pattern: "/organ/{slug}/uppdrag", perm: authz.AssignmentRead},
	{method: get, pattern: "/organ/{slug}/uppdrag/utse", perm: authz.AssignmentEdit},
	{method: post, pattern: "/organ/{slug}/uppdrag/utse", perm: authz.AssignmentEdit, query: "?uppdrag={post}", empty: 422},
	{method: get, pattern: "/organ/{slug}/uppdrag/vakant", perm: authz.AssignmentEdit, query: "?uppdrag={post}"},
	{method: post, pattern: "/organ/{slug}/uppdrag/vakant", perm: authz.AssignmentEdit, query: "?uppdrag={post}", empty: 422},
	{method: get, pattern: "/uppdrag/{id}", perm: authz.AssignmentRead, with: "id=assignment"},
	{method: get, pattern: "/uppdrag/{id}/avsluta", perm: authz.AssignmentEdit, with: "id=assignment"},
	{method: post, pattern: "/uppdrag/{id}/avsluta", perm: authz.AssignmentEdit, with: "id=assignment", empty: 422},
	{method: get, pattern: "/uppdrag/{id}/andra", perm: authz.AssignmentEdit, with: "id=assignment"},
	{method: post, pattern: "/uppdrag/{id}/andra", perm: authz.AssignmentEdit, with: "id=assignment", empty: 422},
	{method: get, pattern: "/uppdrag/{id}/stryk", perm: authz.AssignmentEdit, with: "id=assignment"},
	{method: post, pattern: "/uppdrag/{id}/stryk", perm: authz.AssignmentEdit, with: "id=assignment", empty: 422},
	{method: post, pattern: "/uppdrag/{id}/angra", perm: authz.AssignmentEdit, with: "id=assignment", empty: 404},
	{method: get, pattern: "/uppdrag/vakans/{id}/stryk", perm: authz.AssignmentEdit, with: "id=vacancy"},
	{method: post, pattern: "/uppdrag/vakans/{id}/stryk", perm: authz.AssignmentEdit, with: "id=vacancy", empty: 422},
	{method: get, pattern: "/uppdragstyper", perm: authz.PostManage},
	{method: get, pattern: "/uppdragstyper/ny", perm: authz.PostManage},
	{method: post, pattern: "/uppdragstyper/ny", perm: authz.PostManage, empty: 422},
	{method: get, pattern: "/uppdragstyper/{id}", perm: authz.PostManage, with: "id=post"},
	{method: post, pattern: "/uppdragstyper/{id}", perm: authz.PostManage, with: "id=post", empty: 422},
	{method: get, pattern: "/uppdragstyper/{id}/avveckla", perm: authz.PostManage, with: "id=post"},
	{method: post, pattern: "/uppdragstyper/{id}/avveckla", perm: authz.PostManage, with: "id=post", empty: 422},
	{method: get, pattern: "/uppdragstyper/{id}/krav", perm: authz.PostManage, with: "id=post"},
	{method: post, pattern: "/uppdragstyper/{id}/krav", perm: authz.PostManage, with: "id=post", empty: 422},
	{method: get, pattern: "/uppdragstyper/krav/{id}", perm: authz.PostManage, with: "id=requirement"},
	{method: post, pattern: "/uppdragstyper/krav/{id}", perm: authz.PostManage, with: "id=requirement", empty: 409},

	// What units answer about themselves, and the questions.
	{method: get, pattern: "/sjalvskattning", perm: authz.AssessmentRead},
	{method: get, pattern: "/sjalvskattning/{slug}", perm: authz.AssessmentRead},
	{method: post, pattern: "/sjalvskattning/{slug}", perm: authz.AssessmentAnswer, empty: 422},
	{method: get, pattern: "/sjalvskattning/svar/{id}/stryk", perm: authz.AssessmentAnswer, with: "id=answers"},
	{method: post, pattern: "/sjalvskattning/svar/{id}/stryk", perm: authz.AssessmentAnswer, with: "id=answers", empty: 422},
	{method: get, pattern: "/frageformular", perm: authz.GoalEdit},
	{method: get, pattern: "/frageformular/ny", perm: authz.GoalEdit},
	{method: post, pattern: "/frageformular/ny", perm: authz.GoalEdit, empty: 422},
	{method: get, pattern: "/frageformular/{id}", perm: authz.GoalEdit, with: "id=questionnaire"},
	{method: post, pattern: "/frageformular/{id}", perm: authz.GoalEdit, with: "id=questionnaire", empty: 422},
	{method: get, pattern: "/frageformular/{id}/avveckla", perm: authz.GoalEdit, with: "id=questionnaire"},
	{method: post, pattern: "/frageformular/{id}/avveckla", perm: authz.GoalEdit, with: "id=questionnaire", empty: 422},
	{method: get, pattern: "/frageformular/{id}/fraga", perm: authz.GoalEdit, with: "id=questionnaire"},
	{method: post, pattern: "/frageformular/{id}/fraga", perm: authz.GoalEdit, with: "id=questionnaire", empty: 422},
	{method: get, pattern: "/frageformular/fraga/{id}", perm: authz.GoalEdit, with: "id=assessmentQuestion"},
	{method: post, pattern: "/frageformular/fraga/{id}", perm: authz.GoalEdit, with: "id=assessmentQuestion", empty: 422},

	// People.
	{method: get, pattern: "/personer", perm: authz.PersonSearch, query: "?namn=a"},
	{method: get, pattern: "/personer/{id}", perm: authz.PersonRead, with: "id=person"},
	{method: get, pattern: "/personer/{id}/andra", perm: authz.AssignmentEdit, with: "id=person"},
	{method: post, pattern: "/personer/{id}/andra", perm: authz.AssignmentEdit, with: "id=person", empty: 422},
	{method: get, pattern: "/personer/{id}/sla-ihop", perm: authz.PersonMerge, with: "id=person"},
	{method: post, pattern: "/personer/{id}/sla-ihop", perm: authz.PersonMerge, with: "id=person", empty: 422},
	{method: get, pattern: "/personer/{id}/tom", perm: authz.AccountManage, with: "id=person"},
	{method: post, pattern: "/personer/{id}/tom", perm: authz.AccountManage, with: "id=person", empty: 409},

	// Accounts, access, logs, the demo's day.
	{method: get, pattern: "/konton", perm: authz.AccountManage},
	{method: get, pattern: "/konton/ny", perm: authz.AccountManage, query: "?person=ny"},
	{method: post, pattern: "/konton/ny", perm: authz.AccountManage, empty: 422},
	{method: get, pattern: "/konton/{id}", perm: authz.AccountManage, with: "id=account"},
	{method: get, pattern: "/konton/{id}/epost", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/epost", perm: authz.AccountManage, with: "id=account", empty: 422},
	{method: get, pattern: "/konton/{id}/lank", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/lank", perm: authz.AccountManage, with: "id=account", empty: 200},
	{method: get, pattern: "/konton/{id}/andra-faktor", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/andra-faktor", perm: authz.AccountManage, with: "id=account", empty: 303},
	{method: get, pattern: "/konton/{id}/stoppa", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/stoppa", perm: authz.AccountManage, with: "id=account", empty: 303},
	{method: get, pattern: "/konton/{id}/slapp-in", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/slapp-in", perm: authz.AccountManage, with: "id=account", empty: 303},
	{method: get, pattern: "/konton/{id}/behorighet", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/behorighet", perm: authz.AccountManage, with: "id=account", empty: 422},
	{method: get, pattern: "/konton/{id}/behorighet/{grant}", perm: authz.AccountManage, with: "id=account"},
	{method: post, pattern: "/konton/{id}/behorighet/{grant}", perm: authz.AccountManage, with: "id=account", empty: 409},
	{method: get, pattern: "/behorigheter", perm: authz.AccessTableRead},
	{method: get, pattern: "/logg", perm: authz.AccountAudit},
	{method: get, pattern: "/logg/last", perm: authz.AccountAudit},
	{method: get, pattern: "/demo/dag", perm: authz.DemoClock},
	{method: post, pattern: "/demo/dag", perm: authz.DemoClock, empty: 422},
}
