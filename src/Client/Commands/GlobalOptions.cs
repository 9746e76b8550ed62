using System.CommandLine;
using Prov.Client.Configuration;
using Prov.Client.Connection;
using Prov.Client.Errors;
using Prov.Client.Output;

namespace Prov.Client.Commands;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    private const string DefaultTokenFile = "./prov-data/admin.token";
    private const int MaxTokenBytes = 64 * 1024;

    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "Address of the server; else PROV_SERVER, else http://127.0.0.1:5380.", Recursive = true,
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "Bearer token; else PROV_TOKEN, else the content of --token-file. Other users may see it in the list of processes.",
        Recursive = true,
    };

    public static Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"File that holds the token; default {DefaultTokenFile}.", Recursive = true,
    };

    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "table for people, json for programs.", Recursive = true,
    };

    public static Option<string?> Deadline { get; } = new("--deadline")
    {
        Description = "How long to wait for an answer, as 10s or 2m; default 30s.", Recursive = true,
    };

    public static IEnumerable<Option> All => [Server, Token, TokenFile, Output, Deadline];

    /// <exception cref="ProvException">An option's value makes no sense.</exception>
    public static ProvClientOptions ReadConnection(ParseResult parsed)
    {
        var defaults = new ProvClientOptions();
        return defaults with
        {
            Server = ReadServer(parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable("PROV_SERVER")) ?? defaults.Server,
            Token = ReadToken(parsed),
            Deadline = ReadDuration(parsed, Deadline) ?? defaults.Deadline,
        };
    }

    /// <exception cref="ProvException">No duration, or none above zero.</exception>
    public static TimeSpan? ReadDuration(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        return DurationText.TryParse(text, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw Usage($"{option.Name} is a duration above zero, as 10s or 2m.");
    }

    public static ProvException Usage(string message) => new(new("USAGE", message, ExitCode.Usage));

    private static Uri? ReadServer(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw Usage("The server is an address like http://127.0.0.1:5380 or https://prov.example.com.");
    }

    private static string? ReadToken(ParseResult parsed)
    {
        if ((parsed.GetValue(Token) ?? Environment.GetEnvironmentVariable("PROV_TOKEN")) is { Length: > 0 } token)
        {
            return token.Trim();
        }

        var named = parsed.GetValue(TokenFile);
        var file = new FileInfo(named ?? DefaultTokenFile);
        if (named is null && !file.Exists)
        {
            return null;
        }

        try
        {
            return file.Length <= MaxTokenBytes ? File.ReadAllText(file.FullName).Trim() : throw Usage("The token file is too large to hold a token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvException(new("TOKEN_FILE_NOT_READABLE", "The token file cannot be read. Check --token-file and its permissions.", ExitCode.NotPermitted));
        }
    }
}
