#include "gateway/inference/infer_document.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "gateway/inference/exact_integer.hpp"

namespace medisc {
namespace {

/// What the list or object that is being read holds.
enum class Place : std::uint8_t {
  kStart,
  kRequest,
  kParameters,
  kInputs,
  kInput,
  kShape,
  kData,
  kOutputs,
  kOutput,
  kPassed,  ///< whatever: it is no field of the protocol's
};

/// Which lists of a tensor's data are open, and whether they fit together.
class Nesting {
 public:
  explicit Nesting(std::vector<std::uint64_t>& lengths) : lengths_(lengths) {}

  bool open() {
    if (!counts_.empty()) ++counts_.back();
    counts_.push_back(0);
    return counts_.size() <= (leaves_ == 0 ? kMostDimensions : leaves_);
  }
  bool value() {
    if (leaves_ == 0) leaves_ = counts_.size();
    ++counts_.back();
    return counts_.size() == leaves_;
  }
  bool close() {
    const std::size_t depth = counts_.size();
    if (lengths_.size() < depth) lengths_.resize(depth, kUnknown);
    std::uint64_t& length = lengths_[depth - 1];
    if (length == kUnknown) length = counts_.back();
    const bool fits = length == counts_.back();
    counts_.pop_back();
    return fits;
  }

 private:
  static constexpr std::uint64_t kUnknown = UINT64_MAX;

  std::vector<std::uint64_t>& lengths_;
  std::vector<std::uint64_t> counts_;  ///< items so far, of each open list
  std::size_t leaves_ = 0;             ///< the depth at which values stand
};

/// Hears of each token. A handler that returns false ends the parse, with what is in `fault`.
class Reader {
 public:
  Reader(InferDocument& document, std::size_t most_values)
      : document_(document), values_left_(most_values) {}

  const std::string& fault() const { return fault_; }

  bool null() {
    if (place() == Place::kPassed || is_unknown_field()) return true;
    return wrong("null stands where something must be");
  }
  bool boolean(bool value) {
    if (place() == Place::kData) {
      data().json.has_booleans = true;
      return add(value ? 1 : 0);
    }
    return scalar(ParameterValue(value));
  }
  bool number_integer(std::int64_t value) { return integer(value); }
  bool number_unsigned(std::uint64_t value) {
    if (place() == Place::kShape) {
      if (input().shape->size() == kMostDimensions) return wrong("a shape is too long");
      input().shape->push_back(value);
      return true;
    }
    return integer(value);
  }
  bool number_float(double value, const std::string&) {
    if (place() == Place::kData) {
      data().json.has_numbers = true;
      return add(value);
    }
    return scalar(ParameterValue(value));
  }
  bool string(std::string& value) {
    if (place() == Place::kData) return wrong("a tensor holds a text");
    return scalar(ParameterValue(std::move(value)));
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // JSON has none

  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }

  bool start_object(std::size_t) {
    switch (place()) {
      case Place::kStart:
        return enter(Place::kRequest);
      case Place::kInputs:
        if (document_.inputs->size() == kMostTensors) return wrong("there are too many inputs");
        document_.inputs->emplace_back();
        return enter(Place::kInput);
      case Place::kOutputs:
        if (document_.outputs->size() == kMostTensors) {
          return wrong("there are too many outputs");
        }
        document_.outputs->emplace_back();
        return enter(Place::kOutput);
      case Place::kRequest:
        return key_ == "parameters" ? enter_parameters(document_.parameters) : pass();
      case Place::kInput:
        return key_ == "parameters" ? enter_parameters(input().parameters) : pass();
      case Place::kOutput:
        return key_ == "parameters" ? enter_parameters(document_.outputs->back().parameters)
                                    : pass();
      case Place::kPassed:
        return enter(Place::kPassed);
      default:
        return wrong("an object stands where none may be");
    }
  }
  bool end_object() { return leave(); }

  bool start_array(std::size_t) {
    switch (place()) {
      case Place::kRequest:
        if (key_ == "inputs") return enter_new(document_.inputs, Place::kInputs);
        if (key_ == "outputs") return enter_new(document_.outputs, Place::kOutputs);
        return pass();
      case Place::kInput:
        if (key_ == "shape") return enter_new(input().shape, Place::kShape);
        if (key_ == "data") {
          if (!enter_new(input().data, Place::kData)) return false;
          nesting_.emplace(data().lengths);
          return nesting_->open();
        }
        return pass();
      case Place::kData:
        if (!nesting_->open()) return wrong("a tensor's lists do not fit together");
        return enter(Place::kData);
      case Place::kOutput:
        return pass();
      case Place::kPassed:
        return enter(Place::kPassed);
      default:
        return wrong("a list stands where none may be");
    }
  }
  bool end_array() {
    if (place() == Place::kData && !nesting_->close()) {
      return wrong("a tensor's lists do not fit together");
    }
    return leave();
  }

  /// What the library says shows the text around, which may be a record's.
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) {
    return wrong("the JSON is not well formed, at byte " + std::to_string(position));
  }

 private:
  Place place() const { return places_.back(); }
  DocumentInput& input() { return document_.inputs->back(); }
  DocumentData& data() { return *input().data; }

  bool wrong(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
    return false;
  }
  bool enter(Place inner) {
    if (places_.size() > kDeepest) return wrong("the JSON is too deep");
    places_.push_back(inner);
    return true;
  }
  bool leave() {
    places_.pop_back();
    return true;
  }
  template <class Field>
  bool enter_new(std::optional<Field>& field, Place inner) {
    if (field) return wrong("a field is there twice: " + known_key());
    field.emplace();
    return enter(inner);
  }
  bool enter_parameters(std::optional<Parameters>& field) {
    if (!enter_new(field, Place::kParameters)) return false;
    parameters_ = &*field;
    return true;
  }
  /// Over a field that the protocol does not know.
  bool pass() { return is_unknown_field() ? enter(Place::kPassed) : wrong_kind(); }
  bool wrong_kind() { return wrong("a field holds what it must not: " + known_key()); }

  bool is_one_of(std::initializer_list<const char*> names) const {
    for (const char* name : names) {
      if (key_ == name) return true;
    }
    return false;
  }
  bool is_unknown_field() const {
    switch (place()) {
      case Place::kRequest:
        return !is_one_of({"id", "parameters", "inputs", "outputs"});
      case Place::kInput:
        return !is_one_of({"name", "datatype", "shape", "parameters", "data"});
      case Place::kOutput:
        return !is_one_of({"name", "parameters"});
      default:
        return false;
    }
  }
  /// The protocol's names alone are shown.
  std::string known_key() const {
    return place() != Place::kParameters && !is_unknown_field() ? key_ : "a parameter";
  }

  bool add(double value) {
    if (values_left_ == 0) return wrong("there are too many numbers");
    --values_left_;
    if (!nesting_->value()) return wrong("a tensor's lists do not fit together");
    data().json.values.push_back(value);
    return true;
  }

  template <class Integer>
  bool integer(Integer value) {
    const auto nearest = static_cast<double>(value);
    const bool fits = std::abs(nearest) < 0x1p63;
    if (place() == Place::kData) {
      data().json.has_numbers = true;
      if (!is_held_exactly(value)) data().json.is_inexact = true;
      return add(nearest);
    }
    if (place() == Place::kShape) return wrong("a shape holds a negative number");
    return scalar(fits ? ParameterValue(static_cast<std::int64_t>(value))
                       : ParameterValue(nearest));
  }

  bool set_text(std::optional<std::string>& field, ParameterValue value) {
    auto* const text = std::get_if<std::string>(&value);
    if (text == nullptr) return wrong_kind();
    if (field) return wrong("a field is there twice: " + known_key());
    if (text->size() > kLongestId) return wrong("a text is too long: " + known_key());
    field = std::move(*text);
    return true;
  }

  /// A text, or what is neither in a tensor nor in a shape.
  bool scalar(ParameterValue value) {
    switch (place()) {
      case Place::kPassed:
        return true;
      case Place::kParameters:
        if (parameters_->size() == kMostParameters)
          return wrong("there are too many parameters");
        if (!parameters_->emplace(key_, std::move(value)).second) {
          return wrong("a parameter is there twice");
        }
        return true;
      case Place::kRequest:
        if (key_ == "id") return set_text(document_.id, std::move(value));
        break;
      case Place::kInput:
        if (key_ == "name") return set_text(input().name, std::move(value));
        if (key_ == "datatype") return set_text(input().datatype, std::move(value));
        break;
      case Place::kOutput:
        if (key_ == "name") return set_text(document_.outputs->back().name, std::move(value));
        break;
      case Place::kShape:
        return wrong("a shape holds what is no whole number");
      default:
        return wrong("a value stands where none may be");
    }
    return is_unknown_field() ? true : wrong_kind();
  }

  static constexpr std::size_t kDeepest = 64;

  InferDocument& document_;
  std::size_t values_left_;
  std::vector<Place> places_{Place::kStart};
  std::string key_;
  Parameters* parameters_ = nullptr;
  std::optional<Nesting> nesting_;
  std::string fault_;
};

}  // namespace

Result<InferDocument> parse_infer_document(std::string_view json, std::size_t most_values) {
  InferDocument document;
  Reader reader(document, most_values);
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) return document;
  return fail(ErrorCode::kBadInput,
              reader.fault().empty() ? "the JSON is not well formed" : reader.fault());
}

}  // namespace medisc
