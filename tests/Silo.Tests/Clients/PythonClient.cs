using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Clients;

/// <summary>The client in Python, with classes that Debian's protoc generates.</summary>
internal static class PythonClient
{
    /// <summary>Generates the classes in a folder.</summary>
    /// <exception cref="ServerAbsentException">A package is missing.</exception>
    public static async Task<ForeignClient> PrepareAsync(string folder)
    {
        DebianPackages.Require("python3-grpcio", "python3-protobuf", "protobuf-compiler", "libprotobuf-dev", "protobuf-compiler-grpc");
        var classes = Path.Combine(folder, "classes");
        Directory.CreateDirectory(classes);
        var protos = Directory.EnumerateFiles(ForeignClient.ProtoFolder, "*.proto", SearchOption.AllDirectories);
        string[] arguments =
        [
            "-I", ForeignClient.ProtoFolder, $"--python_out={classes}", $"--grpc_out={classes}",
            "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin", .. protos,
        ];
        await Command.RunAsync("/usr/bin/protoc", arguments);
        return new("/usr/bin/python3", Path.Combine(ForeignClient.Sources("python"), "client.py"), classes);
    }
}
