using System.Diagnostics;
using Prov.Silo.Hosting;

namespace Prov.Silo.Tests.Hosting;

/// <summary>What keeps a silo from starting, told before anything is opened.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-start-");

    [Theory]
    [InlineData("http://0.0.0.0:5380")]
    [InlineData("http://[::]:5380")]
    [InlineData("http://192.0.2.1:5380")]
    public void Build_PlaintextBeyondLoopback_IsRefused(string listen)
    {
        var fault = Assert.Single(FaultsOf($"--Prov:Listen={listen}"));
        Assert.Contains("Prov:Listen", fault, StringComparison.Ordinal);
        Assert.Contains("plaintext", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_HttpsWithoutCertificate_IsRefused() =>
        Assert.Contains("Prov:Tls:CertificateFile", Assert.Single(FaultsOf("--Prov:Listen=https://0.0.0.0:5380")), StringComparison.Ordinal);

    [Fact]
    public void Build_ManyFaults_TellsAllAtOnce()
    {
        var faults = FaultsOf(
            "--Prov:Listen=ftp://x",
            "--Prov:Store:Provider=PostgreSql",
            "--Prov:Cluster:SiloPort=70000",
            "--Prov:Tls:KeyFile=/nowhere/key.pem",
            "--Prov:Admission:StreamWindow=0",
            "--Prov:Authentication:Tokens:0:Sha256=abc",
            "--Prov:Authentication:Tokens:0:Roles:0=king",
            "--Prov:Authentication:Jwt:Authority=http://idp.example.com",
            "--Prov:Authentication:Roles:clerk:0=prov.everything");

        string[] keys =
        [
            "Prov:Listen", "Prov:Store:ConnectionString", "Prov:Cluster:SiloPort", "Prov:Tls:KeyFile", "Prov:Admission:StreamWindow",
            "Prov:Authentication:Tokens:0:Sha256", "Prov:Authentication:Tokens:0:Name", "Prov:Authentication:Tokens:0:Roles",
            "Prov:Authentication:Jwt:Authority", "Prov:Authentication:Jwt:Audience", "Prov:Authentication:Roles:clerk",
        ];
        Assert.Equal(keys.Order(), faults.Select(f => f[..f.IndexOf(": ", StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public async Task Program_WrongOption_EndsWithCodeTwoAndSaysWhy()
    {
        var program = typeof(SiloHost).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", "--Prov:Listen=http://0.0.0.0:5380"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("plaintext is served on loopback only", error, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private IReadOnlyList<string> FaultsOf(params string[] settings) =>
        Assert.Throws<SiloOptionsException>(() => SiloHost.Build([$"--Prov:DataFolder={_folder.FullName}/data", .. settings])).Faults;
}
