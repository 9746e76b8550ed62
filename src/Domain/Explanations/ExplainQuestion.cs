namespace Prov.Domain.Explanations;

/// <summary>What of an identity is to be explained, whether it is there or not.</summary>
/// <param name="Target">The target system; null for an attribute of the identity itself.</param>
/// <param name="Attribute">The attribute at the target, or of the identity; null for none.</param>
/// <param name="Entitlement">The right at the target; null for none. With neither it is the account itself.</param>
public sealed record ExplainQuestion(string? Target, string? Attribute, string? Entitlement)
{
    /// <summary>Purpose of the account.</summary>
    public string Intent { get; init; } = Accounts.DesiredAccount.DefaultIntent;
}
