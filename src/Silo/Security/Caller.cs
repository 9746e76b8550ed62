using System.Collections.Frozen;
using System.Security.Claims;
using Grpc.Core;

namespace Prov.Silo.Security;

/// <summary>Who calls: known by token, certificate or identity provider.</summary>
/// <param name="Name">For audit.</param>
/// <param name="Tenant">All that the caller sees and changes belongs to it.</param>
/// <param name="Allowed">The permissions held.</param>
public sealed record Caller(string Name, string Tenant, FrozenSet<string> Allowed)
{
    /// <summary>The tenant of callers whose credentials name none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>Claim with the tenant.</summary>
    internal const string TenantClaim = "prov.tenant";

    /// <summary>Claim with a role.</summary>
    internal const string RoleClaim = "prov.role";

    private static readonly object _key = new();

    /// <summary>The caller of a call that has passed the <see cref="PermissionInterceptor"/>.</summary>
    public static Caller Of(ServerCallContext context) => (Caller)context.UserState[_key];

    /// <summary>A caller as the authentication handlers describe it.</summary>
    internal static ClaimsIdentity Describe(string name, string tenant, IEnumerable<string> roles, string scheme) =>
        new([new(ClaimTypes.Name, name), new(TenantClaim, tenant), .. roles.Select(r => new Claim(RoleClaim, r))], scheme, ClaimTypes.Name, RoleClaim);

    internal static Caller From(ClaimsPrincipal principal, IReadOnlyDictionary<string, string[]> furtherRoles) => new(
        principal.Identity?.Name ?? "",
        principal.FindFirstValue(TenantClaim) ?? DefaultTenant,
        Roles.PermissionsOf(principal.FindAll(RoleClaim).Select(c => c.Value), furtherRoles));

    internal void PutInto(ServerCallContext context) => context.UserState[_key] = this;
}
