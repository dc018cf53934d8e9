import pickle
import time

from tests.browser.test_every_page import *


def test_z(show, site):
    t=time.time(); pages=once_each(site("en").pages); print("collected", len(site("en").pages), len(pages), time.time()-t)
    pickle.dump({l: once_each(site(l).pages) for l in ("en","de")}, open("/tmp/axe_pages.pickle","wb"))
    tt=[0]*4
    w=show.window
    for p in pages[:40]:
        a=time.time(); show(p); b=time.time(); looks.check_axe(w); c=time.time(); looks.check_rules(w); w.set_viewport_size({"width":1280,"height":900}); looks.check_rules(w); d=time.time(); w.set_viewport_size({"width":320,"height":900})
        tt[0]+=b-a; tt[1]+=c-b; tt[2]+=d-c
    print([x/40 for x in tt])
