using Prov.Domain.Sources;

namespace Prov.Grains.Contracts;

/// <summary>Exactly one of the four is present.</summary>
[GenerateSerializer, Alias("prov.SubmitResult"), Immutable]
public sealed record SubmitResult
{
    /// <summary>The event was accepted and committed.</summary>
    [Id(0)] public EventReceipt? Receipt { get; init; }

    /// <summary>The record belongs to this identity: submit to it. Resolved by the event router.</summary>
    [Id(1)] public string? RedirectTo { get; init; }

    /// <summary>The event was refused; nothing was written.</summary>
    [Id(2)] public ImmutableFaults? Refusal { get; init; }

    /// <summary>No key tells whose the record is, and its source has a scored rule: it is decided before anything is written.</summary>
    [Id(3)] public bool NeedsCorrelation { get; init; }
}

/// <summary>Every fault of a refused input.</summary>
[GenerateSerializer, Alias("prov.ImmutableFaults"), Immutable]
public sealed record ImmutableFaults([property: Id(0)] InputFault[] Faults);

/// <summary>One fault: a stable reason, the field, what is wrong and what to do.</summary>
[GenerateSerializer, Alias("prov.InputFault"), Immutable]
public sealed record InputFault([property: Id(0)] string Reason, [property: Id(1)] string Field, [property: Id(2)] string Message);
