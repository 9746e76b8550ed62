namespace Prov.Connectors.Sql;

/// <summary>Procedures that write in the place of statements; null where statements write.</summary>
/// <param name="Create">Takes the account as JSON.</param>
/// <param name="Update">Takes the account's key and the change as JSON.</param>
/// <param name="Delete">Takes the account's key.</param>
internal sealed record SqlProcedureSettings(string? Create, string? Update, string? Delete);
