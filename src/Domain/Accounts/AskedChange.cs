namespace Prov.Domain.Accounts;

/// <summary>What a person was asked to do with an account and has not yet confirmed.</summary>
/// <param name="ItemId">The work item.</param>
/// <param name="Result">The account as it will be then; null when it will not be there.</param>
/// <param name="Told">True once whoever looks after the target was told of it.</param>
public sealed record AskedChange(string ItemId, ObservedAccount? Result, bool Told);
