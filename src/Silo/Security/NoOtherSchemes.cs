using Microsoft.AspNetCore.Authentication;

namespace Prov.Silo.Security;

/// <summary>Settings of the framework's own for authentication schemes: none, so that only <see cref="SecurityOptions"/> count.</summary>
internal sealed class NoOtherSchemes : IAuthenticationConfigurationProvider
{
    public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
}
