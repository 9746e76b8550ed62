namespace Prov.Silo.Tests.Reconciliation;

/// <summary>What others do to accounts; all but the last to a person's.</summary>
internal enum DriftKind
{
    /// <summary>An attribute that Prov owns gets another value: rolled back.</summary>
    Changed,

    /// <summary>An attribute that the target owns gets another value: taken over.</summary>
    TakenOver,

    /// <summary>The account is deleted: made anew.</summary>
    Removed,

    /// <summary>The account gets another name: named as before.</summary>
    Renamed,

    /// <summary>The account is taken out of its group: it comes back.</summary>
    LeftGroup,

    /// <summary>The account is disabled: enabled again.</summary>
    Disabled,

    /// <summary>An account appears that nobody owns: disabled.</summary>
    Added,
}
