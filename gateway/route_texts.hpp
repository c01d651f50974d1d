/// What people are told of the gateway's routes.
#pragma once

#include <string>
#include <vector>

namespace medisc {

/// A parameter in the query or a header; those of the path are in the pattern.
struct RouteParameter {
  std::string in;  ///< "query", "header"
  std::string name;
  std::string text;
  bool required = false;
};

struct RouteStatus {
  int status = 200;
  std::string text;
  bool as_answered = false;  ///< of 400 and more: its body is of the type of `answers`, too
};

struct RouteText {
  std::string name;  ///< HttpRoute::name
  std::string group;
  std::string summary;
  std::vector<RouteParameter> parameters;
  std::vector<std::string> accepts;   ///< media types of the body
  std::string answers;                ///< of what comes back
  std::vector<RouteStatus> statuses;  ///< but those of tokens and limits, which all share
  std::string example;                ///< for curl: what stands behind "curl -s"
};

/// One a route; those of an intake are there whether or not a gateway has one.
const std::vector<RouteText>& route_texts();

/// What a variable of a path stands for: "model", "version", "id", "file", "study".
std::string variable_text(const std::string& name);

}  // namespace medisc
