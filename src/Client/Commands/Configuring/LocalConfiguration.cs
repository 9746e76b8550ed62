using System.CommandLine;
using Google.Rpc;
using Grpc.Core;
using Prov.Client.Configuration;
using Prov.Client.Connection;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands.Configuring;

/// <summary>The documents of a directory, read for <c>apply</c> and <c>diff</c>.</summary>
internal sealed class LocalConfiguration
{
    private readonly ConfigurationFiles _files;

    private LocalConfiguration(ConfigurationFiles files) => _files = files;

    public static Option<string> Path { get; } = new("--file", "-f") { Description = "A YAML file, or a directory of them.", Required = true };

    public IReadOnlyList<PlacedDocument> Documents => _files.Documents;

    /// <exception cref="ProvException">The files have faults; all are in it.</exception>
    public static LocalConfiguration Read(string path)
    {
        var files = ConfigurationReader.Read(path);
        return files.Errors.Count == 0 ? new(files) : throw Faulty(files.Errors);
    }

    /// <exception cref="ProvException">The server found faults; each is at the line where it was written.</exception>
    public async Task<ApplyConfigurationResponse> ApplyAsync(ProvClient client, bool validateOnly, CancellationToken cancellation)
    {
        var request = new ApplyConfigurationRequest { Documents = { Documents.Select(ConfigurationKinds.ToApi) }, ValidateOnly = validateOnly };
        try
        {
            return await client.Configuration.ApplyConfigurationAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException exception) when (Faults(exception) is { Length: > 0 } faults)
        {
            throw Faulty(faults);
        }
    }

    private ConfigurationError[] Faults(RpcException exception)
    {
        var status = exception.GetRpcStatus();
        return status?.GetDetail<ErrorInfo>()?.Reason == "CONFIGURATION_INVALID"
            ? [.. (status.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(Locate)]
            : [];
    }

    /// <summary>The field names the document and, after a blank, the path in it.</summary>
    private ConfigurationError Locate(BadRequest.Types.FieldViolation violation)
    {
        var parts = violation.Field.Split(' ', 2);
        return _files.Locate(violation.Reason, parts[0], parts.Length > 1 ? parts[1] : "", violation.Description);
    }

    private static ProvException Faulty(IReadOnlyCollection<ConfigurationError> errors) => new(new(
        "CONFIGURATION_INVALID", $"The configuration has {errors.Count} {(errors.Count == 1 ? "fault" : "faults")}; nothing was applied.", ExitCode.Refused)
    {
        Details = [.. errors.Select(e => new ProvErrorDetail(e.Reason, $"{e.Document} {e.Path}".Trim(), e.Message) { File = e.File, Line = e.Line })],
    });
}
