namespace Prov.Silo.Tests.Reconciliation;

/// <summary>What another client does to an account.</summary>
/// <param name="Kind">Which change.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Value">What a changed value becomes.</param>
internal sealed record Drift(DriftKind Kind, string Account, string Value);
