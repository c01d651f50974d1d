/// A report's content items, written one after the other. Only this folder's sources include
/// it.
#pragma once

#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmsr/dsrdoctr.h>

#include "error/error.hpp"
#include "gateway/report/object_modules.hpp"

namespace medisc {

/// Items go into the container that was entered last. Texts are UTF-8; where the report's
/// character set is another, letters beyond ASCII become question marks. What fails first is
/// kept, and what follows it is not written.
class ReportTree {
 public:
  ReportTree(DSRDocumentTree& tree, bool utf8) : tree_(tree), utf8_(utf8) {}

  /// The root, or a container within the last one.
  void enter(const Code& name);
  void leave();

  /// About the container itself.
  void context(const Code& name, const std::string& text);
  void context(const Code& name, const Code& value);
  void context_uid(const Code& name, const std::string& uid);
  void modifier(const Code& name, const Code& value);

  /// What it contains. An empty text is left out.
  void text(const Code& name, const std::string& text);
  void code(const Code& name, const Code& value);
  /// `unit` is of UCUM; `meaning` is how people write it.
  void number(const Code& name, double value, const std::string& unit,
              const std::string& meaning);
  void time(const Code& name, const std::string& time);
  void image(const std::string& sop_class_uid, const std::string& sop_instance_uid);

  /// Errors: kInternal, with DCMTK's reason; kBadInput for a number that is not finite.
  Result<void> end() const { return result_; }

 private:
  using Types = DSRTypes;

  bool add(Types::E_RelationshipType relation, Types::E_ValueType type, const Code& name);
  void check(const OFCondition& done);
  void value(const std::string& text);
  void coded(const Code& value);
  std::string shown(const std::string& text) const;

  DSRDocumentTree& tree_;
  bool utf8_;
  Result<void> result_;
};

}  // namespace medisc
