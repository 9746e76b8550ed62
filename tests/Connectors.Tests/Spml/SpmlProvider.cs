using System.Net;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Spml;

/// <summary>A small SPML 2.0 provider of its own make: SOAP 1.1, DSML v2 profile, objects in memory, read with XPath.</summary>
internal sealed class SpmlProvider : IAsyncDisposable
{
    private const string Password = "open sesame";
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Dictionary<string, List<string>>> _objects = [];
    private readonly Dictionary<string, Queue<int>> _iterators = [];
    private readonly XmlNamespaceManager _names = new(new NameTable());
    private WebApplication? _application;
    private int _last;

    private SpmlProvider()
    {
        _names.AddNamespace("soap", "http://schemas.xmlsoap.org/soap/envelope/");
        _names.AddNamespace("s", "urn:oasis:names:tc:SPML:2:0");
        _names.AddNamespace("q", "urn:oasis:names:tc:SPML:2:0:search");
        _names.AddNamespace("d", "urn:oasis:names:tc:DSML:2:0:core");
    }

    public int Port { get; } = FreePorts.Take();

    public static string UserPassword => Password;

    /// <summary>Answers in the place of the provider, when set: status, headers and body.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Requests so far, by name.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<SpmlProvider> StartAsync()
    {
        var provider = new SpmlProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, provider.Port));
        provider._application = builder.Build();
        provider._application.Run(provider.ServeAsync);
        await provider._application.StartAsync();
        return provider;
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count;
            }
        }
    }

    public IReadOnlyDictionary<string, List<string>>? Find(string login)
    {
        lock (_lock)
        {
            return _objects.Values.FirstOrDefault(o => o["login"][0] == login);
        }
    }

    public ValueTask DisposeAsync() => _application!.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("prov:" + Password)))
        {
            context.Response.StatusCode = 401;
            return;
        }

        using var text = new StreamReader(context.Request.Body, Encoding.UTF8);
        var envelope = new XmlDocument { PreserveWhitespace = true };
        envelope.LoadXml(await text.ReadToEndAsync());
        var request = (XmlElement)envelope.SelectSingleNode("/soap:Envelope/soap:Body/*", _names)!;
        string body;
        lock (_lock)
        {
            Requests.Add(request.LocalName);
            body = Answer(request);
        }

        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(
            $"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:oasis:names:tc:SPML:2:0" xmlns:q="urn:oasis:names:tc:SPML:2:0:search" xmlns:d="urn:oasis:names:tc:DSML:2:0:core" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema"><e:Body>{body}</e:Body></e:Envelope>""");
    }

    private string Answer(XmlElement request) => request.LocalName switch
    {
        "listTargetsRequest" => """<listTargetsResponse status="success"><target targetID="people"/></listTargetsResponse>""",
        "addRequest" => Add(request),
        "modifyRequest" => WithObject(request, "modifyResponse", (id, found) => Modify(request, id, found)),
        "deleteRequest" => WithObject(request, "deleteResponse", (id, _) => _objects.Remove(id) ? """<deleteResponse status="success"/>""" : ""),
        "lookupRequest" => WithObject(request, "lookupResponse", (id, found) => $"""<lookupResponse status="success">{Object(id, found)}</lookupResponse>"""),
        "searchRequest" => Search(request),
        "iterateRequest" => Page("iterateResponse", _iterators[request.SelectSingleNode("q:iterator/@ID", _names)!.Value!], 200),
        _ => """<response status="failure" error="unsupportedOperation"/>""",
    };

    private string Add(XmlElement request)
    {
        var made = request.SelectNodes("s:data/d:attr", _names)!.Cast<XmlElement>().ToDictionary(a => a.GetAttribute("name"), Values);
        if (_objects.Values.Any(o => o["login"][0] == made["login"][0]))
        {
            return """<addResponse status="failure" error="alreadyExists"/>""";
        }

        _objects[++_last] = made;
        return $"""<addResponse status="success">{Object(_last, made)}</addResponse>""";
    }

    private string Modify(XmlElement request, int id, Dictionary<string, List<string>> found)
    {
        foreach (XmlElement change in request.SelectNodes("s:modification/d:modification", _names)!)
        {
            var (name, values) = (change.GetAttribute("name"), Values(change));
            if (name == "login" && _objects.Any(o => o.Key != id && o.Value["login"][0] == values[0]))
            {
                return """<modifyResponse status="failure" error="alreadyExists"/>""";
            }

            var now = found.GetValueOrDefault(name, []);
            found[name] = change.GetAttribute("operation") switch
            {
                "add" => [.. now.Union(values)],
                "delete" => [.. now.Except(values)],
                _ => values,
            };
            if (found[name].Count == 0)
            {
                found.Remove(name);
            }
        }

        return """<modifyResponse status="success"/>""";
    }

    private string Search(XmlElement request)
    {
        var wanted = request.SelectSingleNode("q:query/d:filter/d:equalityMatch/d:value", _names)?.InnerText;
        var found = new Queue<int>(_objects.Where(o => wanted is null || o.Value["login"][0] == wanted).Select(o => o.Key));
        return Page("searchResponse", found, int.Parse(request.GetAttribute("maxSelect"), null));
    }

    private string Page(string response, Queue<int> left, int size)
    {
        var page = new StringBuilder();
        for (var i = 0; i < size && left.TryDequeue(out var id); i++)
        {
            page.Append(_objects.TryGetValue(id, out var found) ? Object(id, found) : "");
        }

        var iterator = "";
        if (left.Count > 0)
        {
            var name = $"iterator-{_iterators.Count}";
            _iterators[name] = left;
            iterator = $"""<q:iterator ID="{name}"/>""";
        }

        return $"""<q:{response} status="success">{page}{iterator}</q:{response}>""";
    }

    private string WithObject(XmlElement request, string response, Func<int, Dictionary<string, List<string>>, string> answer) =>
        int.TryParse(request.SelectSingleNode("s:psoID/@ID", _names)?.Value?["pso-".Length..], out var id) && _objects.TryGetValue(id, out var found)
            ? answer(id, found)
            : $"""<{response} status="failure" error="noSuchIdentifier"/>""";

    private static string Object(int id, Dictionary<string, List<string>> found)
    {
        var attributes = found.Select(a => $"""<d:attr name="{a.Key}">{string.Concat(a.Value.Select(v => Value(a.Key, v)))}</d:attr>""");
        return $"""<pso><psoID ID="pso-{id}"/><data>{string.Concat(attributes)}</data></pso>""";
    }

    private static string Value(string name, string value) => name == "photo"
        ? $"""<d:value i:type="x:base64Binary">{value}</d:value>"""
        : $"<d:value>{Escape(value)}</d:value>";

    private static string Escape(string text) => SecurityElement(text).Replace("\r", "&#xD;", StringComparison.Ordinal);

    private static string SecurityElement(string text) => System.Security.SecurityElement.Escape(text);

    private List<string> Values(XmlElement element) => [.. element.SelectNodes("d:value", _names)!.Cast<XmlElement>().Select(v => v.InnerText)];
}
