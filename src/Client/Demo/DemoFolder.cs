using Microsoft.Data.Sqlite;

namespace Prov.Client.Demo;

/// <summary>The folder that a demo works in: a copy of the samples, the targets' files, the silo's data. Deleted with its demo.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const string LdapTarget = "35-target-ldap.yaml";

    private DemoFolder(string path) => Path = path;

    public string Path { get; }

    public string Configuration => File("configuration");

    public string Feed => File("hr.csv");

    public string DirectoryTarget => File("targets", "directory.csv");

    public string CrmTarget => File("targets", "crm.db");

    public string SiloLog => File("silo.log");

    public string TokenFile => File("prov-data", "admin.token");

    /// <summary>Makes a fresh folder and the empty targets in it.</summary>
    /// <param name="ldap">A third target; null for none.</param>
    public static DemoFolder Create(DemoLdap? ldap)
    {
        var folder = new DemoFolder(Directory.CreateTempSubdirectory("prov-demo-").FullName);
        var samples = System.IO.Path.Combine(AppContext.BaseDirectory, "samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var copy = folder.File(System.IO.Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }

        folder.CreateTargets();
        if (ldap is not null)
        {
            var template = System.IO.File.ReadAllText(folder.File("ldap", LdapTarget));
            System.IO.File.WriteAllText(folder.File("configuration", LdapTarget), ldap.Fill(template));
            folder.KeepSecret(DemoLdap.PasswordName, ldap.PasswordFile);
        }

        return folder;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file that is still open elsewhere is left to the system's own cleaning of temporary folders.
        }
    }

    /// <summary>Where the silo looks secrets up, and nowhere else.</summary>
    private void KeepSecret(string name, string from)
    {
        var file = File("prov-data", "secrets", name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.Copy(from, file);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private void CreateTargets()
    {
        Directory.CreateDirectory(File("targets"));
        using var connection = new SqliteConnection($"Data Source={CrmTarget};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;" + System.IO.File.ReadAllText(File("crm.sql"));
        command.ExecuteNonQuery();
    }

    private string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
