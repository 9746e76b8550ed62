using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Tests.WorkItems;

/// <summary>What decisions find wrong becomes work items, and ceases to be.</summary>
public class ProblemItemsTests
{
    private static readonly Reservation _number = new("correlation:employeeNumber", "7");

    [Fact]
    public void Decide_NamelessAccount_OpensOneItemUntilThereIsAName()
    {
        var career = new Career();

        var opened = Assert.IsType<OpenWorkItem>(Assert.Single(career.Submit(Nameless()).WorkItems)).Item;
        Assert.Equal((WorkItemKind.DataQuality, "idn-1"), (opened.Kind, opened.Subject));
        Assert.Equal([opened.Id], career.Identity!.WorkItems);
        Assert.Contains(career.Last.Audit, a => a.Action == AuditActions.WorkItemOpened && a.Subject == opened.Id);

        Assert.Empty(career.Evaluate().WorkItems);

        var closed = Assert.IsType<CloseWorkItem>(Assert.Single(career.Submit(Setup.Join(sequence: 2)).WorkItems));
        Assert.Equal((opened.Id, WorkItemState.Cancelled), (closed.ItemId, closed.State));
        Assert.Empty(career.Identity.WorkItems);
    }

    [Fact]
    public void Decide_KeyOfAnother_OpensACollisionUntilItIsFree()
    {
        var career = new Career { Context = Setup.Context with { TakenByOthers = new HashSet<Reservation> { _number } } };

        var opened = Assert.IsType<OpenWorkItem>(Assert.Single(career.Submit(Setup.Join()).WorkItems)).Item;
        Assert.Equal(WorkItemKind.Collision, opened.Kind);
        Assert.DoesNotContain("7", opened.Summary, StringComparison.Ordinal);

        career.Context = Setup.Context;
        Assert.Equal(opened.Id, Assert.Single(career.Evaluate().WorkItems).ItemId);
    }

    [Fact]
    public void Decide_NothingWrong_HasNoItems()
    {
        var career = new Career();
        Assert.Empty(career.Submit(Setup.Join()).WorkItems);
        Assert.Empty(career.Identity!.WorkItems);
    }

    [Fact]
    public void IdOf_SameProblem_IsTheSame() => Assert.Equal(
        (WorkItem.IdOf("acme", "a:b"), false), (WorkItem.IdOf("acme", "a:b"), WorkItem.IdOf("acme", "a") == WorkItem.IdOf("other", "a")));

    private static Prov.Domain.Sources.LifecycleEvent Nameless() => Setup.Join(Setup.Attributes(
        ("number", Value.From("7")), ("first name", Value.From("\u200B")), ("last", Value.From("\u200B"))));
}
