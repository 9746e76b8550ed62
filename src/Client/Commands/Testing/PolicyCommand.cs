using System.CommandLine;

namespace Prov.Client.Commands.Testing;

/// <summary><c>prov policy</c>: what concerns policies before they are applied.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Tests policies before they are applied.") { PolicyTestCommand.Create() };
}
