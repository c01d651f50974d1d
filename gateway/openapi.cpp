#include "gateway/openapi.hpp"

#include <algorithm>
#include <memory>

#include "gateway/route_texts.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

std::string field(const char* name, const std::string& json) {
  return json_quoted(name) + ":" + json;
}

std::string joined(const std::vector<std::string>& parts, char open, char close) {
  std::string json(1, open);
  for (const std::string& part : parts) {
    if (json.size() > 1) json += ",";
    json += part;
  }
  return json + close;
}

std::string list(const std::vector<std::string>& parts) {
  return joined(parts, '[', ']');
}

std::string object(const std::vector<std::string>& fields) {
  return joined(fields, '{', '}');
}

std::string parameter(const RouteParameter& told) {
  return object({field("in", json_quoted(told.in)), field("name", json_quoted(told.name)),
                 field("required", told.required ? "true" : "false"),
                 field("description", json_quoted(told.text)),
                 field("schema", "{\"type\":\"string\"}")});
}

/// Those of the path, and the others.
std::string parameters(const HttpRoute& route, const RouteText& text) {
  std::vector<std::string> all;
  for (std::size_t open = route.pattern.find('{'); open != std::string::npos;
       open = route.pattern.find('{', open + 1)) {
    const std::size_t close = route.pattern.find('}', open);
    const std::string name = route.pattern.substr(open + 1, close - open - 1);
    all.push_back(parameter({"path", name, variable_text(name), true}));
  }
  for (const RouteParameter& told : text.parameters) all.push_back(parameter(told));
  return list(all);
}

/// A media type's entry; what is JSON and went wrong looks the same everywhere.
std::string content(const std::string& type, bool error) {
  return object(
      {json_quoted(type) +
       (error ? ":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}" : ":{}")});
}

std::string responses(const HttpRoute& route, const RouteText& text) {
  std::vector<RouteStatus> statuses = text.statuses;
  if (!route.scope.empty()) {
    statuses.push_back({401, "no token is shown, or nobody's"});
    statuses.push_back({403, "the token has no scope \"" + route.scope + "\""});
  }
  if (route.body_limit > 0) {
    statuses.push_back(
        {413, "the body has more than " + std::to_string(route.body_limit) + " bytes"});
  }
  std::ranges::stable_sort(statuses, {}, &RouteStatus::status);
  std::vector<std::string> all;
  for (const RouteStatus& told : statuses) {
    const bool error = told.status >= 400 && !told.as_answered;
    std::vector<std::string> fields{field("description", json_quoted(told.text))};
    if (told.status != 304) {
      fields.push_back(
          field("content", content(error ? "application/json" : text.answers, error)));
    }
    all.push_back(field(std::to_string(told.status).c_str(), object(fields)));
  }
  return object(all);
}

std::string body(const HttpRoute& route, const RouteText& text) {
  std::vector<std::string> types;
  for (const std::string& type : text.accepts) types.push_back(field(type.c_str(), "{}"));
  return object({field("required", "true"), field("content", object(types)),
                 field("x-limit", std::to_string(route.body_limit))});
}

std::string example(const HttpRoute& route, const RouteText& text) {
  const std::string token = route.scope.empty() ? "" : "-H \"Authorization: Bearer $TOKEN\" ";
  return list({object({field("lang", "\"Shell\""),
                       field("source", json_quoted("curl -s " + token + text.example))})});
}

std::string operation(const HttpRoute& route) {
  static const RouteText kNone{};
  const auto& texts = route_texts();
  const auto found = std::ranges::find(texts, route.name, &RouteText::name);
  const RouteText& text = found == texts.end() ? kNone : *found;
  std::vector<std::string> fields{
      field("operationId", json_quoted(route.name)),
      field("tags", list({json_quoted(text.group)})),
      field("summary", json_quoted(text.summary)),
      field("parameters", parameters(route, text)),
  };
  if (route.body_limit > 0) fields.push_back(field("requestBody", body(route, text)));
  fields.push_back(field("responses", responses(route, text)));
  fields.push_back(field("security", route.scope.empty()
                                         ? "[]"
                                         : "[{\"token\":[" + json_quoted(route.scope) + "]}]"));
  fields.push_back(field("x-codeSamples", example(route, text)));
  return object(fields);
}

std::string paths(const std::vector<HttpRoute>& routes) {
  std::vector<std::string> patterns;
  for (const HttpRoute& route : routes) {
    if (std::ranges::find(patterns, route.pattern) == patterns.end()) {
      patterns.push_back(route.pattern);
    }
  }
  std::vector<std::string> all;
  for (const std::string& pattern : patterns) {
    std::vector<std::string> operations;
    for (const HttpRoute& route : routes) {
      if (route.pattern != pattern) continue;
      operations.push_back(field(lower_case(route.method).c_str(), operation(route)));
    }
    all.push_back(field(pattern.c_str(), object(operations)));
  }
  return object(all);
}

constexpr const char* kComponents =
    R"({"securitySchemes":{"token":{"type":"http","scheme":"bearer",)"
    R"("description":"Of a gateway with a file of tokens; others take none."}},)"
    R"("schemas":{"Problem":{"type":"object","required":["error"],"properties":{)"
    R"("error":{"type":"string","description":"what is wrong, and what to do"},)"
    R"("code":{"type":"string","description":"a stable id, where there is one"}}}}})";

}  // namespace

std::string openapi_of(const std::vector<HttpRoute>& routes) {
  const std::string about = object(
      {field("title", "\"MediSC gateway\""), field("version", json_quoted(MEDISC_VERSION)),
       field("description",
             "\"Diagnoses by models of others, whose records leave the hospital as shares "
             "alone. Not for clinical use.\"")});
  return object({field("openapi", "\"3.1.0\""), field("info", about),
                 field("paths", paths(routes)), field("components", kComponents)}) +
         "\n";
}

void add_openapi(std::vector<HttpRoute>& routes) {
  const auto document = std::make_shared<std::string>();
  routes.push_back({"openapi", "GET", "/openapi.json", "", 0, [document](const HttpRequest&) {
                      return http_json(200, *document);
                    }});
  *document = openapi_of(routes);
}

}  // namespace medisc
