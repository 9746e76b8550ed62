using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Clients;

/// <summary>The client in Node, with the packages of its lock file.</summary>
internal static class NodeClient
{
    /// <summary>Installs the client in a folder.</summary>
    /// <exception cref="ServerAbsentException">Node or npm is missing.</exception>
    public static async Task<ForeignClient> PrepareAsync(string folder)
    {
        DebianPackages.Require("nodejs", "npm");
        foreach (var file in Directory.EnumerateFiles(ForeignClient.Sources("node")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await Command.RunAsync(
            "/usr/bin/npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], new CommandOptions { WorkingFolder = folder });
        return new("/usr/bin/node", Path.Combine(folder, "client.js"), ForeignClient.ProtoFolder);
    }
}
