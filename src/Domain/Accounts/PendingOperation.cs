namespace Prov.Domain.Accounts;

/// <summary>A write that a target has accepted and does later. While there is one, nothing else is written to the account.</summary>
/// <param name="Handle">What to ask the target after; at most 4,096 characters.</param>
/// <param name="Write">What was written: <c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
public sealed record PendingOperation(string Handle, string Write);
