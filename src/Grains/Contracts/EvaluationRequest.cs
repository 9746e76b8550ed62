namespace Prov.Grains.Contracts;

/// <summary>Why an identity is decided again.</summary>
[GenerateSerializer, Alias("prov.EvaluationCause")]
public enum EvaluationCause
{
    /// <summary>Its next evaluation has come.</summary>
    Due,

    /// <summary>The configuration changed.</summary>
    ConfigurationChanged,

    /// <summary>An account's name turned out to be taken at the target.</summary>
    NameTaken,

    /// <summary>A person asked.</summary>
    Requested,

    /// <summary>A person has released what the guard held of a source.</summary>
    LeavesReleased,

    /// <summary>A person has dropped what the guard held of a source.</summary>
    LeavesDropped,
}

/// <summary>Asks an identity to decide again.</summary>
[GenerateSerializer, Alias("prov.EvaluationRequest"), Immutable]
public sealed record EvaluationRequest([property: Id(0)] EvaluationCause Cause)
{
    /// <summary>For <see cref="EvaluationCause.NameTaken"/>: the account whose name must change.</summary>
    [Id(1)] public string? AccountId { get; init; }

    /// <summary>Who asked, for audit.</summary>
    [Id(2)] public string Actor { get; init; } = "";

    /// <summary>Decide with this version of the configuration or a newer one; 0 for whatever the silo holds.</summary>
    [Id(3)] public long PolicyVersion { get; init; }

    /// <summary>For <see cref="EvaluationCause.LeavesReleased"/> and <see cref="EvaluationCause.LeavesDropped"/>: whose leaves.</summary>
    [Id(4)] public string? DecidedSource { get; init; }
}

/// <summary>What an evaluation changed.</summary>
[GenerateSerializer, Alias("prov.EvaluationSummary"), Immutable]
public sealed record EvaluationSummary([property: Id(0)] bool Known, [property: Id(1)] bool Changed, [property: Id(2)] int AccountsChanged);
