using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sources;

public class EventValidationTests
{
    private static readonly LifecycleEvent _good = Setup.Join(sequence: 1);

    [Fact]
    public void Check_GoodEvent_HasNoFaults() => Assert.Empty(Check(_good));

    [Fact]
    public void Check_EverythingWrong_GivesAllFaultsAtOnce()
    {
        var faults = Check(_good with
        {
            SourceKey = "a\nb",
            EventId = new string('x', Limits.EventIdLengthCharacters + 1),
            Tenant = "",
            Sequence = -1,
            EffectiveAt = Setup.Now.AddDays(401),
            Attributes = Setup.Attributes(
                ("nonsense", Value.From("x")), ("hired", Value.From("yesterday")), ("phones", Value.From("1")), ("number", Value.From(" "))),
        });

        Assert.Equal(
            [
                EventFaultReasons.FieldMissing, EventFaultReasons.FieldNotText, EventFaultReasons.FieldTooLong, EventFaultReasons.SequenceInvalid,
                EventFaultReasons.EffectiveTooFar, EventFaultReasons.AttributeTypeMismatch, EventFaultReasons.AttributeUnknown,
                EventFaultReasons.AttributeTypeMismatch, EventFaultReasons.AttributeRequired,
            ],
            faults.Select(f => f.Reason));
        Assert.Equal("attributes[\"number\"]", faults[^1].Path);
    }

    [Fact]
    public void Check_UnknownSource_Says() =>
        Assert.Equal(EventFaultReasons.SourceUnknown, Assert.Single(Check(_good with { Source = "nowhere" })).Reason);

    [Fact]
    public void Check_MissingRequired_OnlyOfWholeRecords()
    {
        Assert.Equal(EventFaultReasons.AttributeRequired, Assert.Single(Check(_good with { Attributes = Setup.Attributes() })).Reason);
        Assert.Empty(Check(_good with { Kind = LifecycleEventKind.Move, Attributes = Setup.Attributes() }));
        Assert.Equal(
            EventFaultReasons.AttributeRequired,
            Assert.Single(Check(_good with { Kind = LifecycleEventKind.Move, Attributes = Setup.Attributes(("number", Value.Null)) })).Reason);
        Assert.Empty(Check(Setup.Leave()));
    }

    [Fact]
    public void Check_TooEarly_Says() => Assert.Equal(
        EventFaultReasons.EffectiveTooEarly,
        Assert.Single(Check(_good with { EffectiveAt = new DateTimeOffset(1899, 12, 31, 0, 0, 0, TimeSpan.Zero) })).Reason);

    // Not a theory: unpaired surrogates do not survive in an attribute.
    [Fact]
    public void Check_KeyThatIsNoText_Says() => Assert.All(
        ["\ud800", "\udc00x", "x\ud800", "x\u0000"],
        key => Assert.Equal(EventFaultReasons.FieldNotText, Assert.Single(Check(_good with { SourceKey = key })).Reason));

    [Fact]
    public void Check_KeyBeyondTheBasicPlane_IsText() => Assert.Empty(Check(_good with { SourceKey = "\ud83d\ude00" }));

    [Fact]
    public void Check_NotANumber_IsRefused()
    {
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Sources = [Setup.Hr with { Attributes = Setup.Hr.Attributes.Add(new("fte", Domain.Identities.AttributeType.Double)) }],
        });

        var faults = EventValidation.Check(
            _good with { Attributes = Setup.Jane("IT", ("fte", Value.From(double.NaN))) }, snapshot, Setup.Now);

        Assert.Equal(EventFaultReasons.AttributeTypeMismatch, Assert.Single(faults).Reason);
    }

    [Fact]
    public void Check_TooLargeValuesAndTooMany_Say()
    {
        var faults = Check(_good with
        {
            Attributes = Setup.Jane(
                new string('x', Limits.ValueLengthCharacters + 1), ("phones", Value.ListOf(Enumerable.Repeat("1", Limits.ValuesPerAttributeCount + 1)))),
        });

        Assert.Equal([EventFaultReasons.AttributeTooLong, EventFaultReasons.AttributeTooManyValues], faults.Select(f => f.Reason));
    }

    [Fact]
    public void Check_TooManyAttributesAndTooLarge_Say()
    {
        var names = Enumerable.Range(0, Limits.AttributesPerEventCount + 1).Select(i => $"a{i}").ToArray();
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Sources = [Setup.Hr with { Attributes = [.. Setup.Hr.Attributes, .. names.Select(n => new SourceAttribute(n, Domain.Identities.AttributeType.String))] }],
        });
        var text = Value.From(new string('x', 2000));

        var faults = EventValidation.Check(
            _good with { Attributes = Setup.Jane().AddRange(names.Select(n => KeyValuePair.Create(n, text))) }, snapshot, Setup.Now);

        Assert.Equal([EventFaultReasons.TooManyAttributes, EventFaultReasons.EventTooLarge], faults.Select(f => f.Reason));
    }

    private static ImmutableArray<EventFault> Check(LifecycleEvent lifecycleEvent) =>
        EventValidation.Check(lifecycleEvent, Setup.Snapshot, Setup.Now);
}
