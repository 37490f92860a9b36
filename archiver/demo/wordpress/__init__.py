from archiver.demo.site import Answer
class WordPress:
    def __init__(self, blog, base): self.blog=blog; self.base=base
    def addresses(self): return iter(())
    def answer(self, target): return Answer(body=b"", status=404)
