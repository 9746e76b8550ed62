using System.Text.Json;
using Prov.Domain.Accounts;

namespace Prov.Silo.Services;

/// <summary>States and statuses as filters and counts write them: camelCase.</summary>
internal static class StatusNames
{
    public static string Of(AccountStatus status) => Of(status.ToString());

    /// <param name="name">The name in the code, <c>NameTaken</c>.</param>
    public static string Of(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
